using System.Globalization;
using System.Text.RegularExpressions;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>Finds the parameters of parts that are not to be trained.</summary>
internal static partial class FrozenParts
{
    private const string Embeddings = "embeddings", Encoder = "encoder";

    /// <summary>The parameters that a list such as <c>embeddings</c>, <c>0-3</c> names.</summary>
    /// <exception cref="TrainingException">A part is unknown, or nothing would be left to train.</exception>
    public static IReadOnlyList<Parameter> Find(SequenceClassificationModel model, IEnumerable<string> parts)
    {
        var names = parts.Select(part => part.Trim()).ToList();
        var frozen = model.Parameters.Where(parameter => names.Any(part => IsPart(model, parameter, part))).ToList();
        foreach (string part in names) RequireKnown(model, part);
        return frozen.Count < model.Parameters.Count
            ? frozen
            : throw new TrainingException($"'{string.Join(',', names)}' freezes every weight; something must be left to train. Freeze less.");
    }

    private static bool IsPart(SequenceClassificationModel model, Parameter parameter, string part) => part switch
    {
        Embeddings => parameter.Name.Contains("embeddings.", StringComparison.Ordinal),
        Encoder => model.Encoder.Parameters.Contains(parameter),
        _ => LayerOf(parameter.Name) is { } layer && Range(part) is { } range && layer >= range.First && layer <= range.Last,
    };

    private static void RequireKnown(SequenceClassificationModel model, string part)
    {
        if (part is Embeddings or Encoder) return;
        if (Range(part) is { } range && range.First <= range.Last && range.Last < model.Encoder.LayerCount) return;
        throw new TrainingException(
            $"'{part}' is no part that can be frozen; expected {Embeddings}, {Encoder}, or layers from 0 to {model.Encoder.LayerCount - 1} such as 0-1. Correct the list.");
    }

    private static (int First, int Last)? Range(string part)
    {
        string[] ends = part.Split('-');
        if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)) return null;
        return ends.Length == 1 ? (first, first)
            : int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) ? (first, last) : null;
    }

    private static int? LayerOf(string name) =>
        LayerNumber().Match(name) is { Success: true } match ? int.Parse(match.Groups["layer"].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\.(layer|layers)\.(?<layer>\d{1,6})\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LayerNumber();
}
