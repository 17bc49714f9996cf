using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Features;

/// <summary>The features of a split: what a frozen encoder makes of each row's text.</summary>
/// <remarks>
/// Rows are read, cut, computed and pooled as a stream, in their order, a few thousand tokens at once and never padded. The numbers do
/// not depend on how rows are gathered, nor on the number of threads.
/// </remarks>
/// <example>
/// <code>
/// var extractor = FeatureExtractor.Load("all-MiniLM-L6-v2");
/// FeatureMatrix features = DatasetFeatures.Extract(extractor, data["train"], new FeatureCache());
/// </code>
/// </example>
public sealed class DatasetFeatures
{
    private const long TicksBetweenReports = TimeSpan.TicksPerMillisecond * 100;

    private DatasetFeatures(FeatureMatrix features, FeatureBatch batch, bool isFromCache, string? cacheProblem) =>
        (Features, TokenCounts, DroppedTokens, IsFromCache, CacheProblem) =
            (features, batch.TokenCounts, batch.DroppedTokens, isFromCache, cacheProblem);

    /// <summary>[rows, features]; rows are named <c>file:line</c>.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>The tokens of each row that the encoder read, special tokens included.</summary>
    public IReadOnlyList<int> TokenCounts { get; }

    /// <summary>The tokens of each row that were cut off.</summary>
    public IReadOnlyList<int> DroppedTokens { get; }

    /// <summary>Whether nothing had to be computed.</summary>
    public bool IsFromCache { get; }

    /// <summary>Why the features could not be kept for the next time; null where they were, or were not meant to be.</summary>
    public string? CacheProblem { get; }

    /// <summary>The features alone, as <see cref="ForRows"/> gives them.</summary>
    /// <inheritdoc cref="ForRows"/>
    public static FeatureMatrix Extract(
        FeatureExtractor extractor,
        Dataset rows,
        FeatureCache? cache = null,
        IProgress<FeatureProgress>? progress = null,
        CancellationToken cancellation = default) =>
        ForRows(extractor, rows, cache, progress, cancellation).Features;

    /// <summary>The features of a split, from the cache where it has them.</summary>
    /// <param name="extractor">Encoder, pooling and layer.</param>
    /// <param name="rows">The split; labels are not looked at.</param>
    /// <param name="cache">Where features are kept; null: nowhere.</param>
    /// <param name="progress">Told about ten times a second, and at the end.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="DataException">The split has no row, or a feature is NaN or infinite; the message names the row.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    public static DatasetFeatures ForRows(
        FeatureExtractor extractor,
        Dataset rows,
        FeatureCache? cache = null,
        IProgress<FeatureProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) throw new DataException(
            $"the split '{rows.Name}' has no rows. At least one was expected. Give rows, or leave the empty split out.");
        string? key = cache is null ? null : FeatureCache.KeyOf(extractor, rows);
        var stored = key is null ? null : cache!.Read(key, rows.Count, extractor.FeatureCount);
        var batch = stored ?? Compute(extractor, rows, progress, cancellation);
        var features = new FeatureMatrix(batch.Values, rows.Count, extractor.FeatureCount, new RowNames(rows));
        features.RequireFinite($"the feature of '{rows.Name}'");
        string? problem = stored is null && key is not null ? cache!.Write(key, batch, rows.Count, extractor.FeatureCount) : null;
        progress?.Report(new FeatureProgress(rows.Name, rows.Count, rows.Count, 0, stored is not null));
        return new DatasetFeatures(features, batch, stored is not null, problem);
    }

    private static FeatureBatch Compute(
        FeatureExtractor extractor, Dataset rows, IProgress<FeatureProgress>? progress, CancellationToken cancellation)
    {
        var values = new float[checked((long)rows.Count * extractor.FeatureCount)];
        var all = new FeatureBatch(values, new int[rows.Count], new int[rows.Count]);
        long start = Stopwatch.GetTimestamp(), tokens = 0;
        var told = TimeSpan.Zero;
        int done = 0;
        foreach (var batch in extractor.ComputeBatches(rows.Select(TextInput.FromRow)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!FiniteNumbers.AreAll(batch.Values)) throw NotFinite(extractor, rows, batch.Values, done);
            batch.Values.CopyTo(values.AsSpan(done * extractor.FeatureCount));
            batch.TokenCounts.CopyTo(all.TokenCounts, done);
            batch.DroppedTokens.CopyTo(all.DroppedTokens, done);
            done += batch.TokenCounts.Length;
            tokens += batch.TokenCounts.Sum();
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (progress is null || (elapsed - told).Ticks < TicksBetweenReports) continue;
            told = elapsed;
            progress.Report(new FeatureProgress(rows.Name, done, rows.Count, tokens / elapsed.TotalSeconds, IsFromCache: false));
        }

        return all;
    }

    private static DataException NotFinite(FeatureExtractor extractor, Dataset rows, float[] values, int done)
    {
        int at = Array.FindIndex(values, value => !float.IsFinite(value));
        var (row, column) = Math.DivRem(at, extractor.FeatureCount);
        string why = FiniteNumbers.Error(extractor.Encoder.Config, extractor.Encoder.Parameters, "a hidden state").Message;
        return new DataException(string.Create(
            CultureInfo.InvariantCulture,
            $"the feature of '{rows.Name}' in row {done + row} (from 0; {rows[done + row].Source}), column {column} (from 0) is "
                + $"{values[at]}. A finite number was expected. {why}"));
    }

    // Names are made when a message needs one.
    private sealed class RowNames(Dataset rows) : IReadOnlyList<string>
    {
        public int Count => rows.Count;

        public string this[int index] => rows[index].Source.ToString();

        public IEnumerator<string> GetEnumerator() => rows.Select(row => row.Source.ToString()).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>How far the features of a split have come.</summary>
/// <param name="Split">The split.</param>
/// <param name="Rows">Rows that are done.</param>
/// <param name="TotalRows">Rows of the split.</param>
/// <param name="TokensPerSecond">So far; 0 with the last report.</param>
/// <param name="IsFromCache">Whether they were read, not computed.</param>
public sealed record FeatureProgress(string Split, int Rows, int TotalRows, double TokensPerSecond, bool IsFromCache);
