using System.Globalization;

namespace Matiz.Learning;

/// <content>Saving and loading.</content>
public sealed partial class UmapResult
{
    private const string Kind = "umap";
    private const string RealKey = "settings.real", WholeKey = "settings.whole", SizeKey = "sizes";
    private const string FeaturesKey = "features", EmbeddingKey = "embedding", CurveKey = "curve";

    /// <summary>Writes the map and the rows it was made of to a safetensors file, so that <see cref="Load"/> can place new rows.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one stays.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var writer = new LearnedFile.Writer(path, Kind);
        writer.Add(SizeKey, [Features.Rows, Features.Columns, Embedding.Columns]);
        writer.Add(FeaturesKey, Features.Values, Features.Rows, Features.Columns);
        writer.Add(EmbeddingKey, Embedding.Values, Embedding.Rows, Embedding.Columns);
        writer.Add(CurveKey, [Curve.A, Curve.B], 2);
        var o = Options;
        double[] reals =
        [
            o.LearningRate, o.MinDistance, o.Spread, o.SetOpMixRatio, o.LocalConnectivity, o.RepulsionStrength, o.TargetWeight,
            o.DisconnectionDistance ?? double.PositiveInfinity, o.A ?? double.NaN, o.B ?? double.NaN,
        ];
        writer.Add(RealKey, reals, reals.Length);
        writer.Add(
            WholeKey,
            [
                o.NeighborCount, (long)o.Metric, (long)o.Init, o.EpochCount ?? 0, o.NegativeSampleRate, o.Seed, o.TransformSeed,
                o.ExactNeighborLimit,
            ]);
        writer.Commit();
    }

    /// <summary>A map that <see cref="Save"/> wrote.</summary>
    /// <exception cref="Data.DataException">The file holds something else, or a setting that cannot be.</exception>
    /// <exception cref="Formats.Safetensors.SafetensorsException">It is no safetensors file, or damaged.</exception>
    public static UmapResult Load(string path)
    {
        using var reader = new LearnedFile.Reader(path);
        reader.RequireKind(Kind);
        long[] sizes = reader.Longs(SizeKey, 3);
        if (sizes.Any(static size => size is < 1 or > int.MaxValue))
            throw LearningErrors.File(
                path, $"'{SizeKey}' is {string.Join(", ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)))}",
                "Rows, features and components of 1 or more");
        float[] features = reader.Floats(FeaturesKey, checked(sizes[0] * sizes[1]));
        float[] embedding = reader.Floats(EmbeddingKey, checked(sizes[0] * sizes[2]));
        double[] curve = reader.FiniteDoubles(CurveKey, 2), reals = Settings(reader.Doubles(RealKey), path);
        long[] wholes = reader.Longs(WholeKey, 8);
        if (curve[0] <= 0 || curve[1] <= 0)
            throw LearningErrors.File(
                path, $"'{CurveKey}' is {LearningErrors.Text(curve[0])}, {LearningErrors.Text(curve[1])}", "Two numbers above 0");
        try
        {
            var options = new UmapOptions
            {
                ComponentCount = (int)sizes[2],
                LearningRate = reals[0],
                MinDistance = reals[1],
                Spread = reals[2],
                SetOpMixRatio = reals[3],
                LocalConnectivity = reals[4],
                RepulsionStrength = reals[5],
                TargetWeight = reals[6],
                DisconnectionDistance = double.IsPositiveInfinity(reals[7]) ? null : reals[7],
                A = double.IsNaN(reals[8]) ? null : reals[8],
                B = double.IsNaN(reals[9]) ? null : reals[9],
                NeighborCount = checked((int)wholes[0]),
                Metric = (NeighborMetric)checked((int)wholes[1]),
                Init = (UmapInit)checked((int)wholes[2]),
                EpochCount = wholes[3] == 0 ? null : checked((int)wholes[3]),
                NegativeSampleRate = checked((int)wholes[4]),
                Seed = wholes[5],
                TransformSeed = wholes[6],
                ExactNeighborLimit = checked((int)wholes[7]),
            };
            options.Check();
            return new UmapResult(
                options, new LayoutCurve(curve[0], curve[1]), new FeatureMatrix(features, (int)sizes[0], (int)sizes[1]),
                new FeatureMatrix(embedding, (int)sizes[0], (int)sizes[2]), []);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw LearningErrors.File(path, $"a setting is out of range ({exception.Message})", "What Matiz saved");
        }
    }

    // Files of version 0.1.0 hold no curve that was given.
    private static double[] Settings(double[] reals, string path) => reals.Length switch
    {
        8 => [.. reals, double.NaN, double.NaN],
        10 => reals,
        var length => throw LearningErrors.File(path, $"'{RealKey}' has {length.ToString(CultureInfo.InvariantCulture)} numbers", "Ten"),
    };
}
