using System.Text.Json;
using Matiz.Inference;
using Matiz.Server.Requests;
using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.MatizV1;

/// <summary>The member <c>options</c> of a request: those of <see cref="ClassificationOptions"/>, in the field's spelling.</summary>
internal static class ClassifyOptions
{
    private const string Options = "options";

    // One line an option: its name here, and the library's.
    private static readonly (string Member, string Option)[] All =
    [
        ("top_k", nameof(ClassificationOptions.TopK)),
        ("min_score", nameof(ClassificationOptions.MinScore)),
        ("threshold", nameof(ClassificationOptions.Threshold)),
        ("thresholds", nameof(ClassificationOptions.Thresholds)),
        ("function_to_apply", nameof(ClassificationOptions.FunctionToApply)),
        ("max_length", nameof(ClassificationOptions.MaxLength)),
        ("truncate", nameof(ClassificationOptions.Truncates)),
        ("truncation_side", nameof(ClassificationOptions.TruncationSide)),
        ("stride", nameof(ClassificationOptions.Stride)),
        ("window_pooling", nameof(ClassificationOptions.WindowPooling)),
    ];

    /// <summary>The names of all options.</summary>
    public static IReadOnlyList<string> Members { get; } = [.. All.Select(static option => option.Member)];

    /// <summary>What a request calls an option of the classifier.</summary>
    public static string? MemberOf(string option) =>
        Array.Find(All, known => known.Option == option) is { Member: { } member } ? $"{Options}.{member}" : null;

    /// <summary>Reads the options of a body.</summary>
    /// <exception cref="RequestException">One is not known, or has another type or value than expected.</exception>
    public static ClassificationOptions Read(JsonElement body)
    {
        if (JsonFields.Optional(body, Options) is not { } options) return new ClassificationOptions();
        JsonFields.Object(options, Options);
        JsonFields.RequireKnown(options, Members);
        int? stride = JsonFields.Whole(options, "stride", 0);
        string? pooling = JsonFields.Choice(options, "window_pooling", "mean", "max");
        if (pooling is not null && stride is null)
        {
            throw new RequestException(
                RequestFault.Invalid,
                "'options.window_pooling' is given without 'options.stride', so there are no windows. Add it, or leave the pooling out.");
        }

        return new ClassificationOptions
        {
            TopK = JsonFields.Whole(options, "top_k", 1),
            MinScore = JsonFields.Real(options, "min_score", 0, 1),
            Threshold = (float?)JsonFields.Real(options, "threshold", 0, 1),
            Thresholds = ReadThresholds(options),
            FunctionToApply = JsonFields.Choice(options, "function_to_apply", "softmax", "sigmoid", "none") is { } function
                ? Enum.Parse<ScoreFunction>(function, ignoreCase: true)
                : null,
            MaxLength = JsonFields.Whole(options, "max_length", 1),
            Truncates = JsonFields.Flag(options, "truncate", true),
            TruncationSide = JsonFields.Choice(options, "truncation_side", "left", "right") is { } side
                ? Enum.Parse<TruncationSide>(side, ignoreCase: true)
                : null,
            Stride = stride,
            WindowPooling = pooling is "max" ? WindowPooling.Max : WindowPooling.Mean,
        };
    }

    private static Dictionary<string, float>? ReadThresholds(JsonElement options)
    {
        if (JsonFields.Optional(options, "thresholds") is not { } entries) return null;
        JsonFields.Object(entries, "options.thresholds");
        var thresholds = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var entry in entries.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetSingle(out float value) || value is not (>= 0 and <= 1))
                throw JsonFields.Wrong("options.thresholds", entry.Value, "a number from 0 to 1 for each label");
            thresholds[entry.Name] = value;
        }

        return thresholds;
    }
}
