using System.Text.Json;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Training;

namespace Matiz.Cli.Exploration;

/// <summary>What <c>explore</c> found out.</summary>
internal sealed class DataFindings
{
    private const int LeastRowsOfMap = 3;                       // fewer have no shape

    private readonly List<int> _lengths = [];

    private DataFindings(DatasetSummary summary) => Summary = summary;

    /// <summary>Counts and lengths by split.</summary>
    public DatasetSummary Summary { get; private set; }

    /// <summary>Tokens at which texts would be cut.</summary>
    public int MaxLength { get; private set; }

    /// <summary>The training rows in the plane; null where they were not drawn.</summary>
    public FeatureMap? Map { get; private set; }

    /// <summary>What is worth a look, each with its first row.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Tokens a text, over all splits.</summary>
    public TokenLengths Lengths => TokenLengths.FromLengths(_lengths.ToArray());

    /// <summary>The share of all rows that would be cut.</summary>
    public double ShareCut => (double)Summary.Splits.Values.Sum(split => split.CutTexts ?? 0) / Math.Max(1, Rows);

    /// <summary>Rows of all splits.</summary>
    public int Rows => Summary.Splits.Values.Sum(split => split.Rows);

    /// <summary>Rows that repeat an earlier one of their split.</summary>
    public int Duplicates => Summary.Splits.Values.Sum(split => split.Duplicates);

    /// <summary>Rows that stand in an earlier split as well.</summary>
    public int Leaks => Summary.Overlaps.Sum(overlap => overlap.Rows);

    /// <summary>Looks.</summary>
    public static DataFindings Of(ModelSource source, DatasetDict data, ExploreSettings settings, Device device, CommandHost host, Notes notes)
    {
        var findings = new DataFindings(data.Summary);
        findings.Measure(data, RowEncoder.ForFiles(source.Files, settings.MaxLength), host.Interrupt);
        findings.Warnings = [.. data.Warnings, .. findings.Summary.Warnings.Except(data.Summary.Warnings, StringComparer.Ordinal)];
        if (settings.HasMap) findings.Draw(source, data["train"], settings, device, host, notes);
        return findings;
    }

    /// <summary>The object of <c>explore --json</c>: over all splits.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("labels");
        foreach (string label in Summary.LabelNames ?? [])
            json.WriteNumber(label, Summary.Splits.Values.Sum(split => split.Labels?.GetValueOrDefault(label) ?? 0));
        json.WriteEndObject();
        var lengths = Lengths;
        json.WriteStartObject("token_lengths");
        json.WriteNumber("min", lengths.Min);
        json.WriteNumber("mean", lengths.Mean);
        json.WriteNumber("median", lengths.Median);
        json.WriteNumber("p95", lengths.P95);
        json.WriteNumber("max", lengths.Max);
        json.WriteEndObject();
        json.WriteNumber("share_cut", ShareCut);
        json.WriteNumber("duplicates", Duplicates);
        json.WriteNumber("leaks", Leaks);
        if (Map is { } map)
        {
            json.WriteStartObject("umap");
            json.WriteNumber("rows", map.Embedding.Rows);
            json.WriteNumberOrNull("trustworthiness_15", map.Trustworthiness15);
            json.WriteNumberOrNull("trustworthiness_5", map.Trustworthiness5);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("umap");
        }

        json.WriteEndObject();
    }

    private void Draw(ModelSource source, Dataset rows, ExploreSettings settings, Device device, CommandHost host, Notes notes)
    {
        if (rows.Count < LeastRowsOfMap)
        {
            notes.Warn($"train: {Numbers.Of(rows.Count, "row makes", "rows make")} no map. At least {LeastRowsOfMap} were expected. Add rows, or give --no-map.");
            return;
        }

        var inference = new InferenceOptions { MaxLength = settings.MaxLength, ReadAhead = 2048 };
        var encoder = AutoModel.FromPretrained(source.Files, device);
        foreach (string warning in encoder.LoadingWarnings) notes.Warn(warning);
        var extractor = new FeatureExtractor(encoder, new FeatureOptions { Pooling = settings.Pooling }, inference);
        var options = new FeatureRouteOptions { Seed = settings.Seed, Threads = device.Threads, Cache = new FeatureCache() };
        (Map, var warnings) = FeatureRouteProgressDisplay.Show(
            host, notes, progress => MapDrawing.Draw(extractor, rows, options, progress, host.Interrupt));
        foreach (string warning in warnings) notes.Warn(warning);
    }

    // Cut as training cuts: never above the position table.
    private void Measure(DatasetDict data, RowEncoder encoder, CancellationToken interrupt)
    {
        foreach (var (name, split) in data)
        {
            interrupt.ThrowIfCancellationRequested();
            var tokens = encoder.Encode([.. split.Select(TextInput.Of)]);
            int[] lengths = [.. Enumerable.Range(0, tokens.RowCount).Select(row => tokens.LengthOf(row) + tokens.DroppedTokens[row])];
            Summary = Summary.WithTokenLengths(name, lengths, encoder.Limit.MaxLength, encoder.Limit.IsPositionTable);
            _lengths.AddRange(lengths);
        }

        MaxLength = encoder.Limit.MaxLength;
    }
}
