using Matiz.Formats.Arrays;

namespace Matiz.Formats.Hdf5;

/// <summary>
/// Weights that Keras 2 saved in HDF5: groups that the attribute <c>layer_names</c> lists, in each the arrays that <c>weight_names</c>
/// lists. A whole model of Keras has them in the group <c>model_weights</c>; in the shards of Hugging Face the root lists arrays.
/// </summary>
internal sealed class KerasFile : ArrayFile
{
    /// <summary>The attribute that lists layers.</summary>
    public const string LayerNames = "layer_names";

    /// <summary>The attribute that lists the arrays of a layer.</summary>
    public const string WeightNames = "weight_names";

    private readonly Hdf5File _file;
    private readonly List<NamedArray> _arrays = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private KerasFile(Hdf5File file)
        : base(file.Path)
    {
        _file = file;
        try
        {
            ReadLayers();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Every array, by the name in its list, in the order of the lists.</summary>
    public override IReadOnlyList<NamedArray> Arrays => _arrays;

    /// <summary>Reads from bytes, which are closed with the file, or at once where they break the format.</summary>
    /// <param name="path">Stands in messages.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="Hdf5Exception">The file breaks the format, or Keras did not save it.</exception>
    public static KerasFile Open(string path, MappedBytes bytes) => new(Hdf5File.Open(path, bytes));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _file.Dispose();

    private void ReadLayers()
    {
        var top = _file.Root;
        var layers = List(top, LayerNames);
        if (layers is null && top.Group("model_weights") is { } inner) (top, layers) = (inner, List(inner, LayerNames));
        if (layers is null) throw NotKeras();
        foreach (string layer in layers)
        {
            if (top.Group(layer) is { } group)
            {
                foreach (string name in List(group, WeightNames) ?? throw Missing($"the attribute '{WeightNames}' of the layer '{layer}'"))
                    Add(name, group.Dataset(name) ?? throw Missing($"the array '{name}' of the layer '{layer}'"));
            }
            else
            {
                Add(layer, top.Dataset(layer) ?? throw Missing($"the layer '{layer}'"));
            }
        }
    }

    // A list that is too long for one attribute lies in several, numbered from 0.
    private static List<string>? List(Hdf5Group group, string attribute)
    {
        if (group.Texts(attribute) is { } whole) return [.. whole];
        List<string>? all = null;
        for (int part = 0; group.Texts($"{attribute}{part}") is { } texts; part++) (all ??= []).AddRange(texts);
        return all;
    }

    private void Add(string name, Hdf5Dataset dataset)
    {
        if (!_names.Add(name))
        {
            throw new Hdf5Exception(
                Path, $"two layers have an array '{name}', expected names of their own. Save the model again.");
        }

        _arrays.Add(dataset.ToArray(name));
    }

    private Hdf5Exception Missing(string what) => new(
        Path, $"there is not {what}, but a list of the file names it. {Hdf5Exception.Damaged}");

    private Hdf5Exception NotKeras() => new(
        Path, _file.Root.Names.Contains("layers", StringComparer.Ordinal)
            ? "these are weights of Keras 3, expected those of Keras 2 (tf_model.h5), whose layers are named. "
                + "Save the model with transformers (save_pretrained)."
            : $"there is no attribute '{LayerNames}', expected weights that Keras 2 saved (tf_model.h5). Is this the right file?");
}
