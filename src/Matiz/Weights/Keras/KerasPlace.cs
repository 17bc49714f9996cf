using System.Text.RegularExpressions;
using Matiz.Formats.Arrays;

namespace Matiz.Weights.Keras;

/// <summary>Where a weight lies in a file of Keras, and with which axes.</summary>
/// <param name="Layer">The layer of the model, a group of the file.</param>
/// <param name="Name">The weight's name, which is its path in that group.</param>
/// <param name="Array">The numbers with Keras's axes.</param>
internal readonly partial record struct KerasPlace(string Layer, string Name, NamedArray Array)
{
    // The parts of BERT's class that stand above `cls` and give it names of their own.
    private const string MaskedWords = "cls.predictions.", NextSentence = "cls.seq_relationship.";

    /// <summary>
    /// What Keras calls a model of a class: <c>tf_bert_model_1</c> of <c>TFBertModel</c>. The number tells it from others of its process,
    /// and is that of the reference's own files; loaders pass over the whole part.
    /// </summary>
    public static string Scope(string className)
    {
        string words = LowerThenUpper().Replace(WordStart().Replace("TF" + className, "$1_$2"), "$1_$2");
#pragma warning disable CA1308 // Keras's names are lower case
        return words.ToLowerInvariant() + "_1";
#pragma warning restore CA1308
    }

    /// <summary>The place of a weight.</summary>
    /// <param name="scope">The model's class, in Keras's form.</param>
    /// <param name="name">PyTorch's name, with the encoder's prefix.</param>
    /// <param name="array">The numbers with PyTorch's axes.</param>
    /// <param name="isNorm">Whether it belongs to a normalization, whose weight and bias have names of their own.</param>
    public static KerasPlace Find(string scope, string name, NamedArray array, bool isNorm)
    {
        string[] parts = name.Split('.');
        string module = parts.Length > 1 ? parts[^2] : "";
        bool isTable = array.Shape.Length == 2
            && (module.EndsWith("_embeddings", StringComparison.Ordinal) || module is "relative_attention_bias");
        var path = new List<string>();
        foreach (string part in parts[..^1])
        {
            if (path.Count > 0 && part.All(char.IsAsciiDigit)) path[^1] += KerasNames.NumberMark + part;
            else path.Add(part);
        }

        if (name.StartsWith(MaskedWords, StringComparison.Ordinal) && scope.StartsWith("tf_bert_", StringComparison.Ordinal))
            path[0] = "mlm___cls";
        if (name.StartsWith(NextSentence, StringComparison.Ordinal)) path[0] = "nsp___cls";
        if (module is "rel_embeddings") path[^1] += "." + parts[^1];
        else path.Add(LastPart(parts[^1], module, array, isTable, isNorm));
        return new KerasPlace(path[0], $"{scope}/{string.Join('/', path)}:0", isTable ? array : WithAxes(array));
    }

    private static string LastPart(string last, string module, NamedArray array, bool isTable, bool isNorm) => last switch
    {
        "weight" when isTable => module is "word_embeddings" ? "weight" : "embeddings",
        "weight" when isNorm => "gamma",
        "bias" when isNorm => "beta",
        "weight" when array.Shape.Length >= 2 => "kernel",
        _ => last,
    };

    private static NamedArray WithAxes(NamedArray array) => array.Shape.Length switch
    {
        2 => new PermutedArray(array, 1, 0),
        3 => new PermutedArray(array, 2, 1, 0),
        _ => array,
    };

    [GeneratedRegex("(?<before>.)(?<word>[A-Z][a-z0-9]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex WordStart();

    [GeneratedRegex("(?<before>[a-z])(?<word>[A-Z])", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LowerThenUpper();
}
