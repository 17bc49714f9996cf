using Matiz.Files;
using Matiz.Formats.Onnx;
using Matiz.Models.Loading;
using Matiz.Models.SentenceTransformers;
using Matiz.Tensors;

namespace Matiz.Models.Onnx;

/// <summary>
/// Writes a model as an ONNX graph of opset 17 in single precision or 8-bit integers, whose batch and length are free: inputs
/// <c>input_ids</c>, <c>attention_mask</c> and, where the architecture tells segments apart, <c>token_type_ids</c> (int64, [batch,
/// length]).
/// </summary>
internal sealed class OnnxExport
{
    /// <summary>The output of a classifier, [batch, labels].</summary>
    public const string Logits = "logits";

    /// <summary>The output of an encoder, [batch, length, hidden].</summary>
    public const string HiddenStates = "last_hidden_state";

    /// <summary>The output of an encoder of sentence-transformers beside it, [batch, hidden].</summary>
    public const string Features = "sentence_embedding";

    // Classes whose head has no graph; that of words to be guessed is no use of its own and is left out.
    private static readonly string[] OtherHeads =
        ["ForTokenClassification", "ForQuestionAnswering", "ForMultipleChoice", "ForNextSentencePrediction"];

    private readonly string _path;
    private readonly ModelFiles _files;
    private readonly bool _isQuantized;
    private readonly long _mostBytesInside;
    private readonly Architecture _architecture;
    private readonly OnnxArchitecture _graphs;

    private OnnxExport(string path, ModelFiles files, bool isQuantized, long mostBytesInside)
    {
        (_path, _files, _isQuantized, _mostBytesInside) = (path, files, isQuantized, mostBytesInside);
        var config = ModelConfig.Load(files);
        _architecture = Architecture.ForConfig(config);
        _graphs = _architecture.Onnx?.Invoke() ?? throw new ModelException(
            config.Path, $"the architecture '{_architecture.ModelType}' has no graph, expected one of "
            + $"{string.Join(", ", Architecture.All.Where(other => other.Onnx is not null).Select(other => other.ModelType))}. "
            + "Convert the model to safetensors or pytorch.");
    }

    /// <summary>
    /// Writes the graph of a classifier, or of an encoder with the pooling that a sentence-transformers folder says.
    /// </summary>
    /// <param name="path">The file, usually <c>model.onnx</c>; weights above 2 GB lie in <c>path.data</c>.</param>
    /// <param name="files">The model.</param>
    /// <param name="isQuantized">
    /// Whether linear layers compute in 8-bit integers (DynamicQuantizeLinear, MatMulInteger: a scale for each output of a weight, one for
    /// the activations of a batch). Default false: single precision.
    /// </param>
    /// <param name="mostBytesInside">Bytes of weights above which they lie beside the graph. Default: what one file holds.</param>
    /// <returns>What the graph holds.</returns>
    /// <exception cref="ModelException">The model has a head, a module or an architecture that has no graph.</exception>
    /// <exception cref="Matiz.Weights.CheckpointException">The weights are missing or damaged.</exception>
    public static OnnxContent Write(
        string path, ModelFiles files, bool isQuantized = false, long mostBytesInside = OnnxWriter.MostBytesInside)
    {
        var export = new OnnxExport(path, files, isQuantized, mostBytesInside);
        if (PooledHead.IsIn(files)) return export.WritePooledClassifier();
        return AutoModelForSequenceClassification.IsClassifier(files) ? export.WriteClassifier() : export.WriteEncoder();
    }

    private OnnxContent WriteClassifier()
    {
        var classifier = AutoModelForSequenceClassification.Open(
            _files, labels: null, problemType: null, seed: 0, device: null, from: null, needsTokenizer: false);
        var model = NewModel(classifier.Encoder, classifier.Parameters, _architecture.Prefix);
        var logits = _graphs.Classifier(model, _graphs.Encoder(model));
        return Finish(model, classifier.Encoder, (Logits, logits, ["batch", $"{classifier.Labels.Count}"]));
    }

    private OnnxContent WritePooledClassifier()
    {
        var encoder = AutoModel.Open(_files, device: null, from: null, needsTokenizer: false);
        var head = PooledHead.Read(_files, encoder.HiddenSize, encoder.Device);
        Parameter weight = head.Dense.Weights[0], bias = head.Dense.Biases[0];
        var model = NewModel(encoder, [.. encoder.Parameters, weight, bias], prefix: "");
        var pooled = OnnxPooling.Pool(model, _graphs.Encoder(model), head.Pooling);
        string layer = weight.Name[..weight.Name.LastIndexOf('.')];
        return Finish(model, encoder, (Logits, model.LinearOfRows(pooled, layer), ["batch", $"{head.Dense.Outputs}"]));
    }

    private OnnxContent WriteEncoder()
    {
        var modules = ModuleList.Read(_files);
        var config = ModelConfig.Load(_files);
        if (modules is null && config.Architectures is [var name, ..]
            && OtherHeads.Any(end => name.EndsWith(end, StringComparison.Ordinal)))
        {
            throw new ModelException(
                config.Path, $"'architectures' is {name}, whose head has no graph here. The class of a text or an encoder alone was "
                + "expected. Convert the model to safetensors or pytorch.");
        }

        var encoder = AutoModel.Open(_files, device: null, from: null, needsTokenizer: false);
        var model = NewModel(encoder, encoder.Parameters, prefix: "");
        var hidden = _graphs.Encoder(model);
        string columns = $"{encoder.HiddenSize}";
        (string, OnnxValue, string[]) states = (HiddenStates, hidden, ["batch", "length", columns]);
        return Pooled(modules, model, hidden, encoder.HiddenSize) is { } features
            ? Finish(model, encoder, states, (Features, features, ["batch", columns]))
            : Finish(model, encoder, states);
    }

    // Transformer and pooling, then perhaps vectors of length 1.
    private OnnxValue? Pooled(IReadOnlyList<Module>? modules, OnnxModel model, OnnxValue hidden, int columns)
    {
        if (modules is null || modules.Count < 2) return null;
        var vectors = OnnxPooling.Pool(model, hidden, PooledHead.ReadPooling(ModelConfig.Load(_files.In(modules[1].Folder)), columns));
        foreach (var module in modules.Skip(2))
        {
            if (module.Kind is not "Normalize")
            {
                throw new ModelException(
                    _files.PathOf(ModuleList.FileName),
                    $"behind Pooling comes {module.Kind}, expected Normalize or nothing: it has no graph here. "
                    + "Convert the model to safetensors or pytorch.");
            }

            vectors = OnnxPooling.Normalize(model, vectors);
        }

        return vectors;
    }

    private static IEnumerable<string> QuantizedNotes(EncoderModel encoder)
    {
        var origin = encoder.Origin;
        string table = origin.Words is { KeepsFloat: false } ? " and the table of words" : "";
        yield return $"Int8: linear layers{table}; heads, norms and attention stay in Float32. Activations are rounded by the "
            + "whole batch (DynamicQuantizeLinear), so that answers depend on it; ONNX Runtime cuts sums short on processors without VNNI.";
        string[] kept = [.. origin.Layers.Where(layer => layer.KeepsFloat).Select(QuantizationScheme.NameOf)];
        if (kept.Length > 0)
            yield return $"{string.Join(", ", kept)}: kept in Float32, as {(kept.Length == 1 ? "it is" : "they are")} in the folder.";
    }

    private OnnxModel NewModel(EncoderModel encoder, IReadOnlyList<Parameter> parameters, string prefix) =>
        new(encoder.Config, parameters, prefix, hasTypeIds: _architecture.HasTypeIds && encoder.TokenTypes > 1, _isQuantized);

    private OnnxContent Finish(OnnxModel model, EncoderModel encoder, params (string Name, OnnxValue Value, string[] Axes)[] outputs)
    {
        foreach (var (name, value, axes) in outputs) model.Graph.Output(name, value, axes);
        OnnxWriter.Write(_path, model.Graph, _mostBytesInside);
        string names = string.Join(", ", outputs.Select(output => output.Name));
        return new OnnxContent(
            [.. outputs.Select(output => output.Name)],
            model.Graph.Weights.Count,
            model.Graph.Weights.Sum(weight => weight.Bytes),
            [
                .. encoder.LoadingNotes,
                .. _isQuantized ? QuantizedNotes(encoder) : [],
                .. model.Unused.Select(weight => $"{weight}: left out, the outputs of the graph ({names}) do not depend on it."),
            ]);
    }
}

/// <summary>What a written graph holds.</summary>
/// <param name="Outputs">The names of its outputs.</param>
/// <param name="Weights">How many weights it has.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Notes">What was left out.</param>
internal sealed record OnnxContent(IReadOnlyList<string> Outputs, int Weights, long Bytes, IReadOnlyList<string> Notes);
