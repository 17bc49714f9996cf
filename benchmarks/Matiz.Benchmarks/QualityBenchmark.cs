using System.Diagnostics;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// Fine-tunes an encoder with the settings of the reference's runs (learning rate 1e-4, 3 epochs, batch 64, weight decay 0.01,
/// linear, max length 128) for several seeds: what matters is the mean of the test split's weighted F1. Several precisions are trained
/// one after another with each seed; bfloat16 is emulated where this processor has no unit for it.
/// </summary>
internal static class QualityBenchmark
{
    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException(
                "quality needs the folder of an encoder and that of train.csv, validation.csv and test.csv.", nameof(arguments));
        int[] seeds = arguments.Length > 2 ? [.. arguments[2].Split(',').Select(int.Parse)] : [42, 43, 44];
        var data = Dataset.Load(Split(arguments[1], "train"), Split(arguments[1], "validation"), Split(arguments[1], "test"));
        string[] precisions = arguments.Length > 3 ? arguments[3].Split(',') : ["fp32"];
        Console.WriteLine($"{Machine.Processor}, {Device.Default.Description}");
        Console.WriteLine($"peak {GemmBenchmark.Peak(Device.Default):F0} GFLOP/s");
        var scores = seeds.SelectMany(seed => precisions.Select(name => (name, F1: TestF1(arguments[0], data, seed, name)))).ToArray();
        foreach (var group in scores.GroupBy(score => score.name))
            Console.WriteLine($"{group.Key}: mean test f1 {group.Average(score => score.F1):F4} of {group.Count()} seeds");
    }

    private static double TestF1(string encoder, DatasetDict data, int seed, string precision)
    {
        var clock = Stopwatch.StartNew();
        using var device = PrecisionDevice.New(Precision.All.Single(known => known.Name == precision));
        var model = AutoModelForSequenceClassification.FromPretrained(encoder, data.Labels, seed: (ulong)seed, device: device);
        var settings = new TrainingArguments
        {
            Epochs = 3,
            BatchSize = 64,
            EvaluationBatchSize = 64,
            LearningRate = 1e-4,
            WeightDecay = 0.01,
            MaxLength = 128,
            Seed = seed,
            LoadBestModelAtEnd = true,
            SaveStrategy = IntervalStrategy.Epoch,
            Metric = "f1",
        };
        var trainer = new Trainer(model, settings, data["train"], data["validation"]);
        var result = trainer.Train();
        var byEpoch = result.History.Where(entry => entry.IsEvaluation).Select(entry => $"{entry.Values["eval_f1"]:F4}");
        double f1 = trainer.Predict(data["test"]).Metrics["test_f1"] ?? double.NaN;
        Console.WriteLine(
            $"{precision}, seed {seed}: test f1 {f1:F4}, validation f1 by epoch {string.Join(", ", byEpoch)}, "
                + $"{clock.Elapsed.TotalSeconds:F0} s");
        return f1;
    }

    private static string Split(string folder, string name) => Path.Combine(folder, name + ".csv");
}
