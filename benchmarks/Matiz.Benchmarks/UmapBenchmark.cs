using System.Diagnostics;
using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// Maps the features of a file's texts (cls, min-max scaled, cosine, defaults) for several seeds: how far the map can be trusted, how
/// well neighbours in it tell a row's class, and the time against what the reference's would be on a machine of this peak.
/// </summary>
internal static class UmapBenchmark
{
    private const int Seeds = 3, Neighbors = 15, EveryRow = 5;
    private const double AllowedSeconds = 2.8, PeakOfThat = 475;

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException("umap needs the folder of an encoder and a file of labelled texts.", nameof(arguments));
        var data = Dataset.Load(arguments[1])["train"];
        var features = DatasetFeatures.ForRows(FeatureExtractor.Load(arguments[0]), data, new FeatureCache()).Features;
        var scaler = new MinMaxScaler();
        scaler.Fit(features);
        var rows = scaler.Transform(features);
        int[] labels = [.. data.Select(row => row.Label.Index)];
        int[] sample = [.. Enumerable.Range(0, rows.Rows).Where(row => row % EveryRow == 0)];
        Console.WriteLine($"{Machine.Processor}, {Environment.ProcessorCount} threads; {rows.Rows} rows of {rows.Columns} features");

        var sums = new double[3];
        for (int seed = 0; seed < Seeds; seed++)
        {
            double peak = GemmBenchmark.Peak(Device.Default);
            var clock = Stopwatch.StartNew();
            var map = new Umap(new UmapOptions { Metric = NeighborMetric.Cosine, Seed = seed }).Fit(rows).Embedding;
            double seconds = clock.Elapsed.TotalSeconds;
            double[] measures =
            [
                Trustworthiness.Compute(rows.Select(sample), map.Select(sample), Neighbors, NeighborMetric.Cosine),
                Trustworthiness.Compute(rows.Select(sample), map.Select(sample), 5, NeighborMetric.Cosine),
                NeighborAccuracy(map, labels),
            ];
            for (int i = 0; i < sums.Length; i++) sums[i] += measures[i] / Seeds;
            Console.WriteLine(
                $"seed {seed}: {seconds:F2} s of {AllowedSeconds * PeakOfThat / peak:F2} allowed at {peak:F0} GFLOP/s; "
                    + $"trustworthiness {measures[0]:F4} (15), {measures[1]:F4} (5); {Neighbors}-NN accuracy {measures[2]:F4}");
            for (int threads = 1; seed == 0 && threads <= 3; threads++)
            {
                var again = new Umap(new UmapOptions { Metric = NeighborMetric.Cosine, Seed = seed, Threads = threads })
                    .Fit(rows).Embedding;
                if (!again.Values.AsSpan().SequenceEqual(map.Values))
                    throw new InvalidOperationException($"the map has other bits with {threads} threads.");
            }
        }

        Console.WriteLine(
            $"mean: trustworthiness {sums[0]:F4} (15; at least 0.734), {sums[1]:F4} (5; at least 0.783); "
            + $"accuracy {sums[2]:F4} (at least 0.485)");
    }

    private static double NeighborAccuracy(FeatureMatrix map, int[] labels)
    {
        var near = ExactNeighbors.Find(map, map, Neighbors, NeighborMetric.Euclidean, excludeSelf: true);
        int right = Enumerable.Range(0, map.Rows).Count(row =>
        {
            var votes = new int[labels.Max() + 1];
            foreach (int other in near.IndicesOf(row)) votes[labels[other]]++;
            return Array.IndexOf(votes, votes.Max()) == labels[row];
        });
        return right / (double)map.Rows;
    }
}
