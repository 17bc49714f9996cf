using System.Diagnostics;
using System.Globalization;
using Matiz.Cli.Benchmarks;
using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// The feature route at full size: features of every row of train, validation and test in their order, as the fraction of the peak that
/// was measured in the same run (products really executed), then logistic regression on them beside the reference's results.
/// </summary>
internal static class FeaturesBenchmark
{
    private const double RequiredFraction = 0.75, ReferencePeak = 475;
    private const int PeakRuns = 1;

    // scikit-learn 1.9 on the reference's features of the same rows, max_iter 3000 (goldens/minilm/reference_results.json).
    private static readonly (Pooling Pooling, double Accuracy, double? Objective, double Seconds)[] References =
        [(Pooling.Cls, 0.6445, 14372.83058956112, 12.8), (Pooling.Mean, 0.705, null, 2.2)];

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2) throw new ArgumentException(
            "features needs the folder of an encoder and that of train.csv, validation.csv and test.csv.", nameof(arguments));
        int[] bounds = arguments.Length > 2
            ? [.. arguments[2].Split(',').Select(bound => int.Parse(bound, CultureInfo.InvariantCulture))]
            : [new InferenceOptions().TokenBound];
        var data = Dataset.Load(Split(arguments[1], "train"), Split(arguments[1], "validation"), Split(arguments[1], "test"));
        using var device = Device.Open();
        var encoder = AutoModel.FromPretrained(arguments[0], device);
        Console.WriteLine($"{Machine.Processor}, {device.Description}");
        foreach (int bound in bounds)
        {
            foreach (var pooling in (Pooling[])[Pooling.Cls, Pooling.Mean, Pooling.Max])
                Extract(NewExtractor(encoder, pooling, bound), data, bound);
        }

        foreach (var reference in References) Learn(NewExtractor(encoder, reference.Pooling, bounds[0]), data, reference, device);
    }

    private static FeatureExtractor NewExtractor(EncoderModel encoder, Pooling pooling, int bound) =>
        new(
            encoder, new FeatureOptions { Pooling = pooling },
            new InferenceOptions { MaxLength = 128, TokenBound = bound, ReadAhead = 2048 });

    // The peak is measured between the splits as well: a machine that others use is not the same from one minute to the next.
    private static void Extract(FeatureExtractor extractor, DatasetDict data, int bound)
    {
        var work = ModelWork.ForEncoder(extractor.Encoder);
        var device = extractor.Encoder.Device;
        bool firstTokenOnly = extractor.Features.Pooling == Pooling.Cls;
        double seconds = 0, operations = 0, peak = GemmBenchmark.Peak(device, PeakRuns);
        long tokens = 0;
        int rows = 0;
        foreach (var split in data.Values)
        {
            long start = Stopwatch.GetTimestamp();
            var features = DatasetFeatures.ForRows(extractor, split);
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            peak = Math.Max(peak, GemmBenchmark.Peak(device, PeakRuns));
            operations += features.TokenCounts.Sum(length => work.Features(length, firstTokenOnly));
            tokens += features.TokenCounts.Sum();
            rows += split.Count;
        }

        double fraction = operations / seconds / 1e9 / peak;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
        $"features {SettingNames.Name(extractor.Features.Pooling),-4} {rows:#,0} rows, {tokens:#,0} tokens, bound {bound}: "
            + $"{seconds:F2} s, {tokens / seconds:#,0} tokens/s, "
            + $"{operations / seconds / 1e9:F0} of {peak:F0} GFLOP/s = {fraction:F3} (required {RequiredFraction})"));
    }

    private static void Learn(
        FeatureExtractor extractor, DatasetDict data, (Pooling Pooling, double Accuracy, double? Objective, double Seconds) reference,
        Device device)
    {
        var train = DatasetFeatures.Extract(extractor, data["train"]);
        var validation = DatasetFeatures.Extract(extractor, data["validation"]);
        int[] labels = Labels(data["train"]), truth = Labels(data["validation"]);
        double peak = GemmBenchmark.Peak(device);
        var regression = new LogisticRegression(new LogisticRegressionOptions { MaxIterations = 3000, Threads = device.Threads });
        long start = Stopwatch.GetTimestamp();
        regression.Fit(train, labels);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var dummy = new DummyClassifier(DummyStrategy.MostFrequent);
        dummy.Fit(train, labels);
        string objective = reference.Objective is { } known
            ? $", objective {regression.Result!.Objective / known:F9} of the reference's"
            : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
        $"regression {SettingNames.Name(reference.Pooling),-4} validation accuracy {regression.Accuracy(validation, truth):F4} "
            + $"(reference {reference.Accuracy:F4}), "
            + $"dummy {dummy.Accuracy(validation, truth):F4}{objective}, {regression.Result!.Iterations} iterations, {seconds:F2} s "
            + $"(allowed {reference.Seconds / 5 * ReferencePeak / peak:F2})"));
    }

    private static int[] Labels(Dataset rows) => [.. rows.Select(row => row.Label.Index)];

    private static string Split(string folder, string name) => Path.Combine(folder, name + ".csv");
}
