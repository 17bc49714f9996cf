using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats.Json;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Models.SentenceTransformers;

/// <summary>
/// The head of a sentence-transformers model that classifies: pooling (<c>1_Pooling</c>), then one linear layer (<c>2_Dense</c>) whose
/// outputs are logits.
/// </summary>
/// <param name="Pooling">How one vector is made of those of the tokens.</param>
/// <param name="Dense">[labels, hidden] and [labels].</param>
internal sealed record PooledHead(Pooling Pooling, LinearWeights Dense)
{
    private const string PoolingFolder = "1_Pooling", DenseFolder = "2_Dense";
    private const string WeightName = "linear.weight", BiasName = "linear.bias";
    private const string Identity = "torch.nn.modules.linear.Identity";

    /// <summary>What such a head is called in messages.</summary>
    public const string Description = $"the logistic regression of {DenseFolder}";

    // In the order in which the reference writes them.
    private static readonly (string Key, Pooling? Pooling)[] Modes =
    [
        ("pooling_mode_cls_token", Pooling.Cls), ("pooling_mode_mean_tokens", Pooling.Mean), ("pooling_mode_max_tokens", Pooling.Max),
        ("pooling_mode_mean_sqrt_len_tokens", null), ("pooling_mode_weightedmean_tokens", null), ("pooling_mode_lasttoken", null),
    ];

    /// <summary>The parts of such a model.</summary>
    public static IReadOnlyList<Module> Modules { get; } =
        [new("Transformer", ""), new("Pooling", PoolingFolder), new("Dense", DenseFolder)];

    /// <summary>What <see cref="Save"/> writes, below the model folder; the list of modules first, so that half a head is none.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        ModuleList.FileName, SentenceSettings.FileName,
        $"{PoolingFolder}/{ModelConfig.FileName}", $"{DenseFolder}/{ModelConfig.FileName}", $"{DenseFolder}/{WeightFiles.SingleFileName}",
    ];

    /// <summary>
    /// Whether files hold such a head: transformer, pooling and dense layer and nothing else, and a name in config.json for each output.
    /// Other sentence-transformers models embed texts, and are encoders here.
    /// </summary>
    /// <exception cref="ModelException">modules.json or a module's config is missing or damaged.</exception>
    public static bool IsIn(ModelFiles files)
    {
        if (ModuleList.Read(files) is not { } modules) return false;
        var kinds = modules.Select(module => module.Kind);
        if (!kinds.SequenceEqual(Modules.Select(module => module.Kind), StringComparer.Ordinal)) return false;
        var config = ModelConfig.Load(files);
        if (!config.Contains("id2label")) return false;
        var dense = ModelConfig.Load(files.In(modules[2].Folder));
        return dense.GetString("activation_function", null) is Identity && dense.GetInt32("out_features", min: 1) == config.NumLabels;
    }

    /// <summary>
    /// What keeps a dense layer behind pooling from being such a head; null where there is none, or where <see cref="IsIn"/> holds.
    /// </summary>
    /// <exception cref="ModelException">modules.json or a config is damaged.</exception>
    public static ModelException? WhyNot(ModelFiles files)
    {
        const string Remedy = "Correct the files where they are a classifier's; otherwise fine-tune the encoder "
            + "(FineTuning.Run with StartingModel.InFolder(\"FOLDER\") and DatasetFiles.Train = F).";
        if (ModuleList.Read(files) is not { } modules) return null;
        string[] kinds = [.. modules.Select(module => module.Kind)];
        if (!kinds.Take(Modules.Count).SequenceEqual(Modules.Select(module => module.Kind), StringComparer.Ordinal)) return null;
        if (kinds.Length > Modules.Count)
        {
            return new ModelException(
                files.PathOf(ModuleList.FileName),
                $"behind Dense comes {kinds[Modules.Count]}. A text classifier ends with Dense, whose outputs are the logits. {Remedy}");
        }

        var dense = ModelConfig.Load(files.In(modules[2].Folder));
        string activation = dense.GetString("activation_function", null) ?? "absent (Tanh)";
        if (activation is not Identity)
        {
            return new ModelException(
                dense.Path, $"'activation_function' is {activation}. {Identity} was expected, as outputs are logits. {Remedy}");
        }

        var config = ModelConfig.Load(files);
        int outputs = dense.GetInt32("out_features", min: 1);
        if (config.Contains("id2label") && outputs == config.NumLabels) return null;
        string labels = config.Contains("id2label") ? $"names {config.NumLabels} labels" : "names no labels";
        return new ModelException(
            dense.Path,
            $"'out_features' is {outputs}, but config.json ('id2label') {labels}. One name for each output was expected. {Remedy}");
    }

    /// <summary>Reads the head.</summary>
    /// <param name="files">Files for which <see cref="IsIn"/> holds.</param>
    /// <param name="hidden">Columns of the encoder's hidden states.</param>
    /// <param name="device">Where the weights will lie.</param>
    /// <exception cref="ModelException">A config is damaged, or asks for a pooling that is not known.</exception>
    /// <exception cref="CheckpointException">The weights are missing or have another shape.</exception>
    public static PooledHead Read(ModelFiles files, int hidden, Device device)
    {
        var modules = ModuleList.Read(files)!;
        var pooling = ReadPooling(ModelConfig.Load(files.In(modules[1].Folder)), hidden);
        var denseFiles = files.In(modules[2].Folder);
        var config = ModelConfig.Load(denseFiles);
        ConfigSize inputs = ConfigSize.Read(config, "in_features"), outputs = ConfigSize.Read(config, "out_features");
        if (inputs.Value != hidden)
            throw new ModelException(config.Path,
                $"'in_features' is {inputs.Value}, but the encoder has {hidden} columns. "
                + "Do these files come from two different models?");
        using var weights = WeightFiles.Open(denseFiles);
        var weight = ReadWeight(weights, WeightName, device, [outputs, inputs]);
        var bias = config.GetBoolean("bias", defaultValue: true)
            ? ReadWeight(weights, BiasName, device, [outputs])
            : new Parameter(device, BiasName, [outputs.Value]);
        return Of(pooling, weight, bias);
    }

    /// <summary>A head of weights in memory.</summary>
    /// <param name="device">Where they will lie.</param>
    /// <param name="pooling">How one vector is made of those of the tokens.</param>
    /// <param name="weight">[labels, hidden], row-major.</param>
    /// <param name="bias">[labels]</param>
    public static PooledHead FromWeights(Device device, Pooling pooling, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        var matrix = new Parameter(device, WeightName, [bias.Length, weight.Length / bias.Length]);
        var vector = new Parameter(device, BiasName, [bias.Length]);
        matrix.CopyFrom(weight);
        vector.CopyFrom(bias);
        return Of(pooling, matrix, vector);
    }

    /// <summary>Writes the module folders, and last the list that makes them a model.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="maxTokens">Where texts are cut.</param>
    public void Save(string folder, int maxTokens)
    {
        var pooling = new JsonObject { ["word_embedding_dimension"] = Dense.Inputs };
        foreach (var (key, mode) in Modes.Take(4)) pooling[key] = mode == Pooling;
        WriteJson(Path.Combine(folder, PoolingFolder), ModelConfig.FileName, pooling);
        WriteJson(Path.Combine(folder, DenseFolder), ModelConfig.FileName, new JsonObject
        {
            ["in_features"] = Dense.Inputs,
            ["out_features"] = Dense.Outputs,
            ["bias"] = true,
            ["activation_function"] = Identity,
        });
        WeightWriter.Save(
            Path.Combine(folder, DenseFolder, WeightFiles.SingleFileName), [ToWrite(Dense.Weights[0]), ToWrite(Dense.Biases[0])]);
        WriteJson(folder, SentenceSettings.FileName, new JsonObject { ["max_seq_length"] = maxTokens, ["do_lower_case"] = false });
        AtomicFile.WriteAllText(Path.Combine(folder, ModuleList.FileName), ModuleList.ToJson(Modules));
    }

    /// <summary>The pooling that a module's config says.</summary>
    /// <param name="config">The module's.</param>
    /// <param name="hidden">Columns of the encoder's hidden states.</param>
    /// <exception cref="ModelException">It asks for a pooling that is not known, or of other columns.</exception>
    public static Pooling ReadPooling(ModelConfig config, int hidden)
    {
        int width = config.GetInt32("word_embedding_dimension", hidden);
        var chosen = Modes.Where(mode => config.GetBoolean(mode.Key, defaultValue: false)).ToList();
        if (width == hidden && chosen is [{ Pooling: { } pooling }]) return pooling;
        throw new ModelException(
            config.Path,
            $"it asks for {(chosen.Count == 0 ? "no pooling" : string.Join(" and ", chosen.Select(mode => mode.Key)))} of {width} columns, "
            + $"expected one of {string.Join(", ", Modes.Where(mode => mode.Pooling is not null).Select(mode => mode.Key))} of {hidden}. "
            + "This version has no other; take another model.");
    }

    // It lies in a file of its own, in floating point, and is computed so on every device: it was fitted to features as they are.
    private static PooledHead Of(Pooling pooling, Parameter weight, Parameter bias)
    {
        weight.KeepsFloat = true;
        return new PooledHead(pooling, new LinearWeights(weight, bias));
    }

    private static Parameter ReadWeight(WeightFiles weights, string name, Device device, ConfigSize[] shape)
    {
        if (!weights.TryGet(name, out var entry)) throw new CheckpointException(weights.Path,
            $"there is no tensor '{name}', but the dense layer needs it. Fetch the file again.");
        QuantizedModels.Refuse(weights.Path, entry);
        if (!entry.Shape.SequenceEqual(shape.Select(size => (long)size.Value)))
        {
            throw new CheckpointException(
                weights.Path,
                    $"tensor '{name}' is {entry.ShapeText}, but config.json ({string.Join(", ", shape.Select(size => size.Key))}) needs "
                + $"[{string.Join(", ", shape.Select(size => size.Value))}]. Do these files come from two different models?");
        }

        var parameter = new Parameter(device, name, [.. shape.Select(size => size.Value)]);
        parameter.Fill(values => weights.ReadFloats(name, values));
        return parameter;
    }

    private static TensorToWrite ToWrite(Parameter parameter) => TensorToWrite.From<float>(
        parameter.Name, [.. parameter.Shape.Select(size => (long)size)], values => parameter.Value.CopyTo(values));

    private static void WriteJson(string folder, string name, JsonObject json)
    {
        AtomicFolder.Make(folder);
        AtomicFile.WriteAllText(Path.Combine(folder, name), json.ToJsonString(JsonStyles.IndentedAscii) + "\n");
    }
}
