namespace Matiz.Learning;

/// <summary>A map, and what placing new rows in it takes.</summary>
public sealed partial class UmapResult
{
    internal UmapResult(
        UmapOptions options, LayoutCurve curve, FeatureMatrix features, FeatureMatrix embedding, IReadOnlyList<string> warnings) =>
        (Options, Curve, Features, Embedding, Warnings) = (options, curve, features, embedding, warnings);

    /// <summary>The settings it was made with.</summary>
    public UmapOptions Options { get; }

    /// <summary>
    /// The neighbours of each row that were used: fewer than <see cref="UmapOptions.NeighborCount"/> where there are not so many rows.
    /// </summary>
    public int NeighborCount => Umap.NeighborsAmong(Features.Rows, Options.NeighborCount);

    /// <summary>The place of each row, [rows, components]; NaN for a row without neighbours (reference: <c>embedding_</c>).</summary>
    public FeatureMatrix Embedding { get; }

    /// <summary>What to tell the user: too few rows, rows without neighbours, first places at random. Often empty.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The curve's a that was used (reference: <c>_a</c>).</summary>
    public double A => Curve.A;

    /// <summary>The curve's b that was used (reference: <c>_b</c>).</summary>
    public double B => Curve.B;

    internal LayoutCurve Curve { get; }

    internal FeatureMatrix Features { get; }
}
