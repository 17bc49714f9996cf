using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matiz.Data;

/// <summary>What is counted of one split.</summary>
public sealed record SplitSummary
{
    /// <summary>Rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows of each class, in label order, classes without rows included; null for regression.</summary>
    public IReadOnlyDictionary<string, int>? Labels { get; init; }

    /// <summary>Rows that repeat an earlier row of the split (same text and pair).</summary>
    public int Duplicates { get; init; }

    /// <summary>Rows whose text has nothing but white space.</summary>
    public int EmptyTexts { get; init; }

    /// <summary>Rows with a control character in a text.</summary>
    public int ControlCharacterTexts { get; init; }

    /// <summary>Tokens a text; null until <see cref="DatasetSummary.WithTokenLengths"/>.</summary>
    public TokenLengths? TokenLengths { get; init; }

    /// <summary>Rows that the maximum length cuts; null until <see cref="DatasetSummary.WithTokenLengths"/>.</summary>
    public int? CutTexts { get; init; }

    /// <summary>The share of rows that the maximum length cuts, from 0 to 1; null until <see cref="DatasetSummary.WithTokenLengths"/>.</summary>
    public double? ShareCut => CutTexts is null ? null : CutTexts / (double)Math.Max(1, Rows);
}

/// <summary>What <c>dataset_info.json</c> holds: splits, files, classes, counts, duplicates, token lengths.</summary>
public sealed record DatasetSummary
{
    /// <summary>What a label is.</summary>
    public required ProblemType ProblemType { get; init; }

    /// <summary>The classes in label order; null for regression.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>Counts by split.</summary>
    public required IReadOnlyDictionary<string, SplitSummary> Splits { get; init; }

    /// <summary>The files that were read, with their SHA-256, rows and columns.</summary>
    public IReadOnlyList<DataFile> Files { get; init; } = [];

    /// <summary>How validation was split off; null where it was not.</summary>
    public ValidationSplit? ValidationSplit { get; init; }

    /// <summary>Rows that stand in an earlier split as well.</summary>
    public IReadOnlyList<SplitOverlap> Overlaps { get; init; } = [];

    /// <summary>One line for each thing that is kept but worth a look; not part of the file.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Counts a dataset.</summary>
    public static DatasetSummary Of(DatasetDict data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var warnings = new List<string>();
        var splits = new Dictionary<string, SplitSummary>(StringComparer.Ordinal);
        var duplicates = new Duplicates();
        foreach (var split in data.Values) splits.Add(split.Name, SummaryOf(split, duplicates, warnings));
        foreach (var (overlap, example, original) in duplicates.Across)
        {
            string rows = overlap.Rows == 1 ? "1 row stands" : $"{overlap.Rows} rows stand";
            warnings.Add($"{overlap.Second}: {rows} in {overlap.First} as well, the first at {example.Source} (there {original.Source}). Kept, but metrics may be too good.");
        }

        return new DatasetSummary
        {
            ProblemType = data.ProblemType,
            LabelNames = data.Labels?.Names,
            Splits = splits,
            Files = data.Files,
            ValidationSplit = data.ValidationSplit,
            Overlaps = [.. duplicates.Across.Select(found => found.Overlap)],
            Warnings = warnings,
        };
    }

    /// <summary>The summary with the token lengths of a split, and a warning where texts are cut.</summary>
    /// <param name="split">The split.</param>
    /// <param name="lengths">Tokens of each row with special tokens, before any cut.</param>
    /// <param name="maxLength">The length above which texts are cut.</param>
    /// <exception cref="KeyNotFoundException">There is no such split.</exception>
    public DatasetSummary WithTokenLengths(string split, ReadOnlySpan<int> lengths, int maxLength)
    {
        int cut = 0;
        foreach (int length in lengths) cut += length > maxLength ? 1 : 0;
        var changed = Splits[split] with { TokenLengths = TokenLengths.Of(lengths), CutTexts = cut };
        var splits = Splits.ToDictionary(pair => pair.Key, pair => string.Equals(pair.Key, split, StringComparison.Ordinal) ? changed : pair.Value, StringComparer.Ordinal);
        if (cut == 0) return this with { Splits = splits };
        string share = changed.ShareCut!.Value.ToString("0.0 %", CultureInfo.InvariantCulture);
        return this with
        {
            Splits = splits,
            Warnings = [.. Warnings, $"{split}: {cut} of {lengths.Length} texts ({share}) are cut at {maxLength} tokens. Kept; a larger --max-length keeps their ends."],
        };
    }

    /// <summary>The text of <c>dataset_info.json</c>: indented, ends with a line end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DatasetSummaryJson.Default.DatasetSummary).ReplaceLineEndings("\n") + "\n";

    /// <summary>Reads <c>dataset_info.json</c> back (without the warnings).</summary>
    /// <param name="json">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="DataException">It is not such a file.</exception>
    public static DatasetSummary Parse(string json, string file = "dataset_info.json")
    {
        try
        {
            return JsonSerializer.Deserialize(json, DatasetSummaryJson.Default.DatasetSummary) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new DataException(file, (int)(exception.LineNumber ?? -1) + 1, "this is no summary of a dataset. The dataset_info.json of a run was expected. Restore the file, or start the run anew.", exception);
        }
    }

    private static SplitSummary SummaryOf(Dataset split, Duplicates duplicates, List<string> warnings)
    {
        Row? firstEmpty = null, firstControl = null;
        int empty = 0, control = 0;
        var counts = new int[split.Labels?.Count ?? 0];
        foreach (var row in split)
        {
            if (TextChecks.IsEmpty(row.Text) && empty++ == 0) firstEmpty = row;
            if (TextChecks.HasControlCharacters(row) && control++ == 0) firstControl = row;
            if (row.Label.Kind == LabelKind.Index) counts[row.Label.Index]++;
            if (row.Label.Kind != LabelKind.Indices) continue;
            foreach (int index in row.Label.Indices) counts[index]++;
        }

        if (empty > 0) warnings.Add($"{split.Name}: {Have(empty)} an empty text, the first at {firstEmpty!.Source}. Kept; fill in or remove what is not meant.");
        if (control > 0) warnings.Add($"{split.Name}: {Have(control)} a control character in the text, the first at {firstControl!.Source}. Kept; clean the text where it is not meant.");
        var (repeats, example, original) = duplicates.Add(split);
        if (repeats > 0)
        {
            string found = repeats == 1 ? "1 row repeats" : $"{repeats} rows repeat";
            warnings.Add($"{split.Name}: {found} an earlier text, the first at {example!.Source} (before at {original!.Source}). Kept; remove what is not meant.");
        }

        return new SplitSummary
        {
            Rows = split.Count,
            Labels = split.Labels?.Names.Select((name, index) => KeyValuePair.Create(name, counts[index])).ToDictionary(StringComparer.Ordinal),
            Duplicates = repeats,
            EmptyTexts = empty,
            ControlCharacterTexts = control,
        };
    }

    private static string Have(int rows) => rows == 1 ? "1 row has" : $"{rows} rows have";
}

/// <summary>How the summary is written: snake case, enumerations in their own words.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(ProblemTypeJson), typeof(DataFormatJson)])]
[JsonSerializable(typeof(DatasetSummary))]
internal sealed partial class DatasetSummaryJson : JsonSerializerContext;

internal sealed class ProblemTypeJson : JsonConverter<ProblemType>
{
    public override ProblemType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ProblemTypes.TryParse(reader.GetString(), out var type) ? type : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ProblemType value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToConfigName());
}

internal sealed class DataFormatJson : JsonConverter<DataFormat>
{
    public override DataFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();
        try
        {
            return DataFormats.Parse(reader.GetString()!);
        }
        catch (DataException)
        {
            throw new JsonException();
        }
    }

    public override void Write(Utf8JsonWriter writer, DataFormat value, JsonSerializerOptions options) => writer.WriteStringValue(DataFormats.NameOf(value));
}
