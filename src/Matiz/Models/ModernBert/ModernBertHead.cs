using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.ModernBert;

/// <summary>
/// What every head of ModernBERT begins with: a linear layer, an activation, a normalization (reference:
/// <c>ModernBertPredictionHead</c>), then dropout.
/// </summary>
internal sealed class ModernBertHead
{
    /// <summary>The tensors that every file of a head has.</summary>
    public static readonly string[] Tensors = ["head.dense.weight", "head.norm.weight"];

    /// <summary>The last layer of those that classify.</summary>
    public const string Classifier = "classifier";

    private readonly LinearWeights _dense;
    private readonly NormWeights _norm;
    private readonly Activation _activation;
    private readonly float _dropout;

    /// <summary>Asks for the weights.</summary>
    /// <param name="loader">Where they come from.</param>
    /// <param name="settings">Those of the encoder.</param>
    /// <param name="drops">Whether its output is dropped in training.</param>
    public ModernBertHead(ParameterLoader loader, ModernBertSettings settings, bool drops = true)
    {
        var config = loader.Config;
        _activation = ActivationNames.Read(config, "classifier_activation", "gelu");
        _dropout = drops ? config.GetRate("classifier_dropout", 0) : 0;
        _dense = loader.Head.BeginningWith(OutputMatrices(config)).Linear(
            "head.dense", settings.Hidden, settings.Hidden, config.GetBoolean("classifier_bias", defaultValue: false)).ToWeights();
        _norm = loader.Head.Norm("head.norm", settings.Hidden, settings.Epsilon, settings.HasNormBias);
    }

    /// <summary>How matrices begin that give an output: narrower the more layers there are.</summary>
    public static TruncatedNormal OutputMatrices(ModelConfig config)
    {
        int layers = ConfigSize.ReadOrDefault(config, "num_hidden_layers", 22).Value;
        return new TruncatedNormal(config.GetNonNegative("initializer_range", 0.02f) / MathF.Sqrt(2f * layers), Cutoff(config));
    }

    /// <summary>The last layer of a head.</summary>
    /// <param name="loader">Where its weights come from.</param>
    /// <param name="settings">Those of the encoder.</param>
    /// <param name="outputs">Columns of its output.</param>
    public static LinearWeights LoadClassifier(ParameterLoader loader, ModernBertSettings settings, ConfigSize outputs) =>
        loader.Head.BeginningWith(new TruncatedNormal(1 / MathF.Sqrt(settings.Hidden.Value), Cutoff(loader.Config)))
            .Linear(Classifier, outputs, settings.Hidden).ToWeights();

    /// <summary>The output.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens or rows, hidden]</param>
    /// <param name="layout">Which row and token each row of x is.</param>
    /// <returns>[tokens or rows, hidden]</returns>
    public Tensor Forward(Tape tape, Tensor x, RaggedLayout layout) =>
        tape.Dropout(tape.LayerNorm(tape.Linear(x, _dense, _activation), _norm), _dropout, layout);

    private static float Cutoff(ModelConfig config)
    {
        const string Key = "initializer_cutoff_factor";
        float cutoff = config.GetSingle(Key, 2);
        return cutoff > 0
            ? cutoff
            : throw new ModelException(config.Path, $"'{Key}' is not above 0, expected where new weights are cut. Correct the file.");
    }
}
