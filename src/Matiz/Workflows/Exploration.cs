using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Workflows;

/// <summary>A look at data before anything is trained on it: counts, lengths, repeated and leaked texts, the map of the classes.</summary>
/// <example>
/// <code>
/// var found = Exploration.Run(StartingModel.InFolder("all-MiniLM-L6-v2"), Dataset.Load("train.csv", "validation.csv"));
/// Console.WriteLine($"{found.Duplicates} repeated, {found.Leaks} leaked, {found.ShareCut:P1} cut");
/// Report.OfData("train.csv", found.Summary, found.Map, found.MaxLength).Save("data.html");
/// </code>
/// </example>
public static class Exploration
{
    /// <summary>The fewest rows that are drawn: fewer have no shape.</summary>
    public const int LeastRowsOfMap = 3;

    private const int ReadAhead = 2048;                         // texts that are sorted into batches at once

    /// <summary>Looks.</summary>
    /// <param name="start">The model whose tokenizer and encoder look at the texts.</param>
    /// <param name="data">The rows; the map is drawn of the split <c>train</c>.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="device">Where to compute; null: <see cref="Device.Default"/>.</param>
    /// <param name="progress">Told how far the map has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="Formats.MatizException">The model cannot be read, or it cannot read a row.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public static ExplorationResult Run(
        StartingModel start,
        DatasetDict data,
        ExplorationOptions? options = null,
        Device? device = null,
        IProgress<FeatureRouteProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new ExplorationOptions();
        var found = Measure(data, RowEncoder.ForFiles(start.Files, options.MaxLength), cancellation);
        return options.WithMap && data["train"].Count >= LeastRowsOfMap
            ? Draw(found, start, data["train"], options, device ?? Device.Default, progress, cancellation)
            : found;
    }

    // Cut as training cuts: never above the position table.
    private static ExplorationResult Measure(DatasetDict data, RowEncoder encoder, CancellationToken cancellation)
    {
        var (summary, all) = (data.Summary, new List<int>());
        foreach (var (name, split) in data)
        {
            cancellation.ThrowIfCancellationRequested();
            var tokens = encoder.Encode([.. split.Select(TextInput.FromRow)]);
            int[] lengths = [.. Enumerable.Range(0, tokens.RowCount).Select(row => tokens.LengthOf(row) + tokens.DroppedTokens[row])];
            summary = summary.WithTokenLengths(name, lengths, encoder.Limit.MaxLength, encoder.Limit.IsPositionTable);
            all.AddRange(lengths);
        }

        return new ExplorationResult
        {
            Summary = summary,
            MaxLength = encoder.Limit.MaxLength,
            Lengths = TokenLengths.FromLengths(all.ToArray()),
            Warnings = [.. data.Warnings, .. summary.Warnings.Except(data.Summary.Warnings, StringComparer.Ordinal)],
        };
    }

    private static ExplorationResult Draw(
        ExplorationResult found, StartingModel start, Dataset rows, ExplorationOptions options, Device device,
        IProgress<FeatureRouteProgress>? progress, CancellationToken cancellation)
    {
        var inference = new InferenceOptions { MaxLength = options.MaxLength, ReadAhead = ReadAhead };
        var encoder = AutoModel.FromPretrained(start.Files, device);
        var extractor = new FeatureExtractor(encoder, new FeatureOptions { Pooling = options.Pooling }, inference);
        var route = new FeatureRouteOptions { Seed = options.Seed, Threads = device.Threads, Cache = options.Cache };
        var (map, warnings) = MapDrawing.Draw(extractor, rows, route, progress, cancellation);
        return found with { Map = map, MapWarnings = [.. encoder.LoadingWarnings, .. warnings] };
    }
}
