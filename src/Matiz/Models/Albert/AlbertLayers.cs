using System.Text.Json.Nodes;
using Matiz.Models.Loading;

namespace Matiz.Models.Albert;

/// <summary>Which weights each of ALBERT's layers has.</summary>
/// <param name="Layers">Layers, as hidden states count them.</param>
/// <param name="Groups">Groups of weights: layer i has those of group ⌊i · groups / layers⌋.</param>
/// <param name="Inner">Attention and feed-forward parts with weights of their own in a group; every layer runs all of its group.</param>
internal sealed record AlbertLayers(int Layers, int Groups, int Inner)
{
    /// <summary>The key of <see cref="Groups"/>.</summary>
    public const string GroupsKey = "num_hidden_groups";

    // Shared layers cost a file nothing, so that its weights do not bound what it claims.
    private const int MostLayers = 10_000;

    /// <summary>Reads them, with the reference's defaults.</summary>
    /// <exception cref="ModelException">A number is not one from 1, or there are more layers than any model has.</exception>
    public static AlbertLayers Read(ModelConfig config)
    {
        var layers = new AlbertLayers(
            ConfigSize.ReadOrDefault(config, "num_hidden_layers", 12).Value,
            ConfigSize.ReadOrDefault(config, GroupsKey, 1).Value,
            ConfigSize.ReadOrDefault(config, "inner_group_num", 1).Value);
        return (long)layers.Layers * layers.Inner <= MostLayers && layers.Groups <= MostLayers
            ? layers
            : throw new ModelException(
                config.Path,
                $"'num_hidden_layers' × 'inner_group_num' is {layers.Layers} × {layers.Inner} and '{GroupsKey}' is {layers.Groups}, "
                + $"expected at most {MostLayers} layers. Correct the file, or fetch it again.");
    }

    /// <summary>The group of weights of a layer.</summary>
    public int GroupOf(int layer) => (int)((long)layer * Groups / Layers);

    /// <summary>The settings under which the first layers keep their groups.</summary>
    /// <exception cref="InvalidOperationException">There are none: groups are as long as each other.</exception>
    public static ModelConfig Cut(ModelConfig config, int layers)
    {
        var whole = Read(config);
        var cut = whole with { Layers = layers, Groups = whole.GroupOf(layers - 1) + 1 };
        for (int layer = 0; layer < layers; layer++)
        {
            if (cut.GroupOf(layer) == whole.GroupOf(layer)) continue;
            throw new InvalidOperationException(
                $"the first {layers} of {whole.Layers} layers have weights in {cut.Groups} groups of different lengths, which "
                + $"'{GroupsKey}' cannot say. Take a layer at the end of a group.");
        }

        return config.With(GroupsKey, JsonValue.Create(cut.Groups));
    }
}
