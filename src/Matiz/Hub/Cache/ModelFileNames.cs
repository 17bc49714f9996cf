using System.Text.RegularExpressions;

namespace Matiz.Hub.Cache;

/// <summary>How a framework calls its files of weights.</summary>
/// <param name="Format">The framework.</param>
/// <param name="FileNames">What the weights of a folder may be called, best first; an index of parts is called after the first.</param>
/// <param name="Extensions">How the names of its files end.</param>
/// <param name="MayHaveAnyName">Whether the only file with such an end is taken for the weights, whatever its name.</param>
internal sealed record WeightNames(string Format, string[] FileNames, string[] Extensions, bool MayHaveAnyName = true)
{
    public string IndexName => FileNames[0] + ".index.json";
}

/// <summary>
/// The names of the files that models are read from. The readers stand above this folder and have lists of their own; a test holds each of
/// these equal to theirs.
/// </summary>
internal static partial class ModelFileNames
{
    public const string Modules = "modules.json", AdapterConfig = "adapter_config.json";

    /// <summary>What a tokenizer is read from.</summary>
    public static readonly string[] Tokenizer =
    [
        "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "spm.model",
        "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    ];

    /// <summary>Weights, in the order in which they are looked for.</summary>
    public static readonly WeightNames[] Weights =
    [
        new("safetensors", ["model.safetensors"], [".safetensors"], MayHaveAnyName: false),
        new("pytorch", ["pytorch_model.bin"], [".bin", ".pt", ".pth", ".ckpt"]),
        new("keras", ["tf_model.h5"], [".h5", ".hdf5"]),
        new("flax", ["flax_model.msgpack"], [".msgpack"]),
        new("onnx", ["model.onnx", "onnx/model.onnx"], [".onnx"]),
    ];

    /// <summary>What Python's trainer leaves beside weights, by the beginnings of the names.</summary>
    public static readonly string[] TrainingStarts = ["optimizer.", "scheduler.", "scaler.", "rng_state", "training_args.", "adapter_"];

    // Settings of the model, of sentence-transformers, of a run of Matiz; what tells adapters, SetFit and quantizers.
    private static readonly string[] Settings =
    [
        "config.json", "generation_config.json", "preprocessor_config.json", Modules, "config_sentence_transformers.json",
        "sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json",
        "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json", "calibration.json",
        "quantization_results.json", "training_args.json", "dataset_info.json", AdapterConfig, "config_setfit.json", "model_head.pkl",
        "quantize_config.json", "quant_config.json", "quantization_config.json",
    ];

    /// <summary>Whether it is a file that belongs to a model of any framework: settings, tokenizer, card, licence.</summary>
    /// <param name="name">Its name in its folder.</param>
    public static bool IsCommon(string name) =>
        Settings.Contains(name, StringComparer.Ordinal) || Tokenizer.Contains(name, StringComparer.Ordinal) || Paper().IsMatch(name);

    /// <summary>Whether it is for people: card, licence, authors.</summary>
    public static bool IsPaper(string name) => Paper().IsMatch(name);

    /// <summary>Whether a folder looks like a module of sentence-transformers.</summary>
    public static bool IsModule(string folder) => Module().IsMatch(folder);

    /// <summary>Whether it is one part of weights in several files.</summary>
    public static bool IsShard(string name) => Shard().IsMatch(name);

    /// <summary>The variant of a file of weights (<c>fp16</c> of <c>model.fp16.safetensors</c>); null where it is none.</summary>
    public static string? VariantOf(string name) => Variant().Match(name) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"^((LICEN[CS]E|NOTICE|COPYING|AUTHORS|CITATION).*|README\.md)$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Paper();

    [GeneratedRegex(@"^\d+_[A-Za-z]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Module();

    [GeneratedRegex(@"-\d+-of-\d+\.[a-z0-9]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Shard();

    [GeneratedRegex(@"^model\.(?<name>[^.]+)\.safetensors$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variant();
}
