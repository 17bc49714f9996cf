using System.Runtime.CompilerServices;

namespace Matiz.Learning;

/// <summary>
/// Settings of <see cref="Umap"/>; the defaults are those of umap-learn, whose names the comments give. Only the seeds differ: a map is
/// always repeatable here, since that costs neither time nor threads.
/// </summary>
public sealed record UmapOptions
{
    /// <summary>
    /// Neighbours of each row, the row itself counted (reference: <c>n_neighbors</c>): few show fine structure, many the whole. Default 15.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int NeighborCount { get; init => field = AtLeast(2, value); } = 15;

    /// <summary>Dimensions of the map (reference: <c>n_components</c>). Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int ComponentCount { get; init => field = AtLeast(1, value); } = 2;

    /// <summary>What makes rows near (reference: <c>metric</c>). Default euclidean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public NeighborMetric Metric { get; init => field = Named(value); } = NeighborMetric.Euclidean;

    /// <summary>
    /// Epochs of the layout (reference: <c>n_epochs</c>); null, the default: 500 up to 10,000 rows, else 200.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? EpochCount { get; init => field = value is { } epochs ? AtLeast(1, epochs) : null; }

    /// <summary>How far a point moves at first (reference: <c>learning_rate</c>). Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double LearningRate { get; init => field = Positive(value); } = 1;

    /// <summary>Where the points begin (reference: <c>init</c>). Default spectral.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public UmapInit Init { get; init => field = Named(value); } = UmapInit.Spectral;

    /// <summary>
    /// First places, [rows, <see cref="ComponentCount"/>], in place of <see cref="Init"/> (reference: an array as <c>init</c>). Default
    /// none.
    /// </summary>
    public FeatureMatrix? InitialEmbedding { get; init; }

    /// <summary>
    /// How near points of the map may lie (reference: <c>min_dist</c>): small packs groups, great spreads them. At most
    /// <see cref="Spread"/>. Default 0.1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double MinDistance { get; init => field = NotNegative(value); } = 0.1;

    /// <summary>The scale of the map (reference: <c>spread</c>). Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double Spread { get; init => field = Positive(value); } = 1;

    /// <summary>
    /// From 0, an edge needs both its ends, to 1, one end is enough (reference: <c>set_op_mix_ratio</c>). Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 1.</exception>
    public double SetOpMixRatio { get; init => field = Share(value); } = 1;

    /// <summary>Nearest neighbours that count as fully connected (reference: <c>local_connectivity</c>). Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double LocalConnectivity { get; init => field = NotNegative(value); } = 1;

    /// <summary>The weight of pushing apart (reference: <c>repulsion_strength</c>). Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double RepulsionStrength { get; init => field = NotNegative(value); } = 1;

    /// <summary>Random points that push for each neighbour that pulls (reference: <c>negative_sample_rate</c>). Default 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int NegativeSampleRate { get; init => field = AtLeast(0, value); } = 5;

    /// <summary>
    /// The curve's a, given together with <see cref="B"/>; null, the default: fitted to distance and spread (reference: <c>a</c>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double? A { get; init => field = value is { } a ? Positive(a) : null; }

    /// <summary>The curve's b (reference: <c>b</c>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public double? B { get; init => field = value is { } b ? Positive(b) : null; }

    /// <summary>
    /// Rows at this distance or further are no neighbours (reference: <c>disconnection_distance</c>); null: 2 for cosine, else none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public double? DisconnectionDistance
    {
        get;
        init => field = value is null or > 0 ? value : throw Bad(value.Value, "a distance above 0", nameof(DisconnectionDistance));
    }

    /// <summary>
    /// With labels: how much they count against the features, from 0 to 1 (reference: <c>target_weight</c>). Default 0.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 1.</exception>
    public double TargetWeight { get; init => field = Share(value); } = 0.5;

    /// <summary>Fixes the map (reference: <c>random_state</c>, which is none by default). Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Fixes where new rows go (reference: <c>transform_seed</c>). Default 42.</summary>
    public long TransformSeed { get; init; } = 42;

    /// <summary>Up to so many rows neighbours are exact; above, they are found by descent on a graph. Default 50,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int ExactNeighborLimit { get; init => field = AtLeast(0, value); } = 50_000;

    /// <summary>Threads at most; null: one a core. The map has the same bits for any number. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? Threads { get; init => field = value is { } threads ? AtLeast(1, threads) : null; }

    /// <summary>Checks what no single setting can know.</summary>
    internal void Check()
    {
        if (MinDistance > Spread) throw Bad(MinDistance, $"at most the spread, {LearningErrors.Text(Spread)}", nameof(MinDistance));
        if (A is null != B is null)
            throw new ArgumentException(
                "found one of a and b, expected both or none: none fits them to the least distance and the spread.",
                A is null ? nameof(A) : nameof(B));
    }

    internal int Epochs(int rows) => EpochCount ?? DefaultEpochs(rows);

    internal static int DefaultEpochs(int rows) => rows <= 10_000 ? 500 : 200;

    private static int AtLeast(int least, int value, [CallerMemberName] string name = "") =>
        value >= least ? value : throw Bad(value, $"at least {least}", name);

    private static double Positive(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Bad(value, "a finite number above 0", name);

    private static double NotNegative(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw Bad(value, "a finite number of 0 or more", name);

    private static double Share(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw Bad(value, "a number from 0 to 1", name);

    private static T Named<T>(T value, [CallerMemberName] string name = "")
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"found {value}, expected one of {string.Join(", ", Enum.GetNames<T>())}.");

    private static ArgumentOutOfRangeException Bad(double value, string expected, string name) =>
        new(name, value, $"{name} is {LearningErrors.Text(value)}, expected {expected}.");
}
