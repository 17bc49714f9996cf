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

    /// <summary>Those of them that have another label than the earlier row; 0 for regression.</summary>
    public int Contradictions { get; init; }

    /// <summary>Rows whose label is the name of the label's column: headers inside the data, of files pasted together.</summary>
    public int HeaderRows { get; init; }

    /// <summary>Rows whose text has nothing but white space.</summary>
    public int EmptyTexts { get; init; }

    /// <summary>Rows with a control character in a text.</summary>
    public int ControlCharacterTexts { get; init; }

    /// <summary>Tokens a text; null until <see cref="DatasetSummary.WithTokenLengths"/>.</summary>
    public TokenLengths? TokenLengths { get; init; }

    /// <summary>Rows that the maximum length cuts; null until <see cref="DatasetSummary.WithTokenLengths"/>.</summary>
    public int? CutTexts { get; init; }

    /// <summary>
    /// The share of rows that the maximum length cuts, from 0 to 1; null until <see cref="DatasetSummary.WithTokenLengths"/>.
    /// </summary>
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

    /// <summary>The dataset that the rows are of, where they were loaded by an id or a folder; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatasetOrigin? Origin { get; init; }

    /// <summary>How validation was split off; null where it was not.</summary>
    public ValidationSplit? ValidationSplit { get; init; }

    /// <summary>Rows that stand in an earlier split as well.</summary>
    public IReadOnlyList<SplitOverlap> Overlaps { get; init; } = [];

    /// <summary>Labels that look like one label written in several ways.</summary>
    public IReadOnlyList<SimilarLabels> SimilarLabels { get => field ?? []; init; } = [];

    /// <summary>Labels of training rows that no validation row has, where there is a validation split.</summary>
    public IReadOnlyList<string> UnvalidatedLabels { get => field ?? []; init; } = [];

    /// <summary>Files whose rows were read twice.</summary>
    public IReadOnlyList<RepeatedFile> RepeatedFiles { get => field ?? []; init; } = [];

    /// <summary>One line for each thing that is kept but worth a look; not part of the file.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Counts a dataset.</summary>
    public static DatasetSummary FromDataset(DatasetDict data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var repeatedFiles = RepeatedFile.Among(data.Files);
        List<string> warnings = [.. repeatedFiles.Select(file => file.Describe())];
        var splits = new Dictionary<string, SplitSummary>(StringComparer.Ordinal);
        var duplicates = new Duplicates();
        var headers = data.Files.Select(file => file.Columns?.Label?.Trim()).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var split in data.Values) splits.Add(split.Name, SplitFindings.Count(split, duplicates, headers, warnings));
        SplitFindings.WarnOfOverlaps(duplicates, data.Labels, warnings);
        IReadOnlyList<SimilarLabels> similar = data.Labels is null ? [] : Matiz.Data.SimilarLabels.Among(data.Labels.Names);
        warnings.AddRange(similar.Select(group => group.Describe()));
        var unvalidated = SplitFindings.UnvalidatedLabels(splits);
        if (unvalidated.Count > 0 && data.ValidationSplit is not null) warnings.Add(SplitFindings.DescribeUnvalidated(unvalidated));

        return new DatasetSummary
        {
            ProblemType = data.ProblemType,
            LabelNames = data.Labels?.Names,
            Splits = splits,
            Files = data.Files,
            Origin = data.Origin,
            ValidationSplit = data.ValidationSplit,
            Overlaps = [.. duplicates.Across.Select(found => found.Overlap)],
            SimilarLabels = similar,
            UnvalidatedLabels = unvalidated,
            RepeatedFiles = repeatedFiles,
            Warnings = warnings,
        };
    }

    /// <summary>The summary with the token lengths of a split, and a warning where texts are cut.</summary>
    /// <param name="split">The split.</param>
    /// <param name="lengths">Tokens of each row with special tokens, before any cut.</param>
    /// <param name="maxLength">The length above which texts are cut.</param>
    /// <param name="isMost">Whether no model reads more: then a larger length is no advice.</param>
    /// <exception cref="KeyNotFoundException">There is no such split.</exception>
    public DatasetSummary WithTokenLengths(string split, ReadOnlySpan<int> lengths, int maxLength, bool isMost = false)
    {
        int cut = 0;
        foreach (int length in lengths) cut += length > maxLength ? 1 : 0;
        var changed = Splits[split] with { TokenLengths = TokenLengths.FromLengths(lengths), CutTexts = cut };
        var splits = Splits.ToDictionary(
            pair => pair.Key,
            pair => string.Equals(pair.Key, split, StringComparison.Ordinal) ? changed : pair.Value,
            StringComparer.Ordinal);
        if (cut == 0) return this with { Splits = splits };
        string share = changed.ShareCut!.Value.ToString("0.0 %", CultureInfo.InvariantCulture);
        return this with
        {
            Splits = splits,
            Warnings =
            [
                .. Warnings,
                $"{split}: {cut} of {Counted.Words(lengths.Length, "text")} ({share}) are cut at {maxLength} tokens. "
                    + TextChecks.KeptWhenCut(isMost),
            ],
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
            throw new DataException(
                file, (int)(exception.LineNumber ?? -1) + 1,
                "this is no summary of a dataset. The dataset_info.json of a run was expected. Restore the file, or start the run again.",
                exception);
        }
    }
}

/// <summary>How the summary is written: snake case, enumerations in their own words.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(ProblemTypeJson), typeof(RowFormatJson)])]
[JsonSerializable(typeof(DatasetSummary))]
internal sealed partial class DatasetSummaryJson : JsonSerializerContext;

internal sealed class ProblemTypeJson : JsonConverter<ProblemType>
{
    public override ProblemType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ProblemType.TryParse(reader.GetString(), out var type)
            ? type
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, ProblemType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name);
}

internal sealed class RowFormatJson : JsonConverter<RowFormat>
{
    public override RowFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } name
            ? RowFormats.ForRecorded(name)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, RowFormat value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.RecordedName);
}
