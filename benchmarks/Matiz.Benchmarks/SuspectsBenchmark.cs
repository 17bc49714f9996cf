using System.Diagnostics;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Learning.Numerics;
using Matiz.Models;
using Matiz.Runs;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Tokenizers;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// How well wrong labels are found again: 200 labels of 4,000 training rows are flipped by a seed; confident learning ranks the rows by
/// 3-fold probabilities of a fine-tuned encoder, and of logistic regression on its frozen features, beside the ranking by training loss.
/// </summary>
internal static class SuspectsBenchmark
{
    private const int RowCount = 4000, Flips = 200, Folds = 3, Top = 200;
    private const long Seed = 42;

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException("suspects needs the folder of an encoder and that of train.csv.", nameof(arguments));
        var train = Dataset.Load(Path.Combine(arguments[1], "train.csv"))["train"].Select(Enumerable.Range(0, RowCount));
        var (rows, flipped) = Flip(train);
        int[] labels = [.. rows.Select(row => row.Label.Index)];
        Console.WriteLine($"{Machine.Processor}, {Device.Default.Description}");
        Console.WriteLine($"peak {GemmBenchmark.Peak(Device.Default):F0} GFLOP/s");
        Console.WriteLine(
            $"{RowCount} rows, {flipped.Count} labels flipped, seed {Seed}; precision and recall of the first {Top}, then of all suspects");

        foreach (var pooling in (Pooling[])[Pooling.Mean, Pooling.Cls])
            Judge(
                $"confident learning, logistic regression on {pooling} features", labels, flipped,
                FeatureProbabilities(arguments[0], rows, labels, pooling));
        var clock = Stopwatch.StartNew();
        Judge("confident learning, fine-tuned", labels, flipped, FineTunedProbabilities(arguments[0], rows, labels));
        Console.WriteLine($"  {Folds} trainings: {clock.Elapsed.TotalSeconds:F0} s");
        clock.Restart();
        var losses = TrainingLosses(arguments[0], rows);
        Tell("ranking by training loss", [.. Enumerable.Range(0, RowCount).OrderByDescending(row => losses[row])], flipped, isWhole: true);
        Console.WriteLine($"  one training: {clock.Elapsed.TotalSeconds:F0} s");
    }

    private static (Dataset Rows, HashSet<int> Flipped) Flip(Dataset train)
    {
        var random = new SeededRandom(Seed);
        int[] order = [.. Enumerable.Range(0, train.Count)];
        random.Shuffle(order);
        int classes = train.Labels!.Count;
        var changed = order.Take(Flips).ToDictionary(row => row, row => (train[row].Label.Index + 1 + random.Next(classes - 1)) % classes);
        int place = 0;
        var rows = train.Map(row => changed.TryGetValue(place++, out int label) ? row with { Label = Label.OfIndex(label) } : row);
        return (rows, [.. changed.Keys]);
    }

    private static ProbabilityMatrix FeatureProbabilities(string encoder, Dataset rows, int[] labels, Pooling pooling)
    {
        var extractor = FeatureExtractor.Load(encoder, new FeatureOptions { Pooling = pooling }, new InferenceOptions { MaxLength = 128 });
        float[] values = extractor.ExtractMatrix(rows.Select(row => new TextInput(row.Text)));
        var features = new FeatureMatrix(values, rows.Count, extractor.FeatureCount);
        return LabelSuspects.Find(features, labels, rows.Labels!, new LabelSuspectsOptions { Folds = Folds, Seed = Seed }).Probabilities;
    }

    private static ProbabilityMatrix FineTunedProbabilities(string encoder, Dataset rows, int[] labels)
    {
        var folds = StratifiedFolds.Create(labels, Folds, Seed);
        var probabilities = new ProbabilityMatrix(rows.Count, rows.Labels!.Count);
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] left = [.. Enumerable.Range(0, rows.Count).Where(row => folds[row] == fold)];
            var trainer = Train(encoder, rows.Select(Enumerable.Range(0, rows.Count).Where(row => folds[row] != fold)));
            var scores = trainer.Predict(rows.Select(left)).Scores;
            for (int i = 0; i < left.Length; i++)
            {
                for (int k = 0; k < probabilities.Classes; k++) probabilities[left[i]][k] = scores[i][k];
            }
        }

        return probabilities;
    }

    private static IReadOnlyList<float> TrainingLosses(string encoder, Dataset rows) => Train(encoder, rows).Predict(rows).Losses!;

    // The recipe of `matiz train`.
    private static Trainer Train(string encoder, Dataset rows)
    {
        var model = AutoModelForSequenceClassification.FromPretrained(encoder, rows.Labels, seed: (ulong)Seed);
        var settings =
            new TrainingArguments { Epochs = 3, BatchSize = 32, LearningRate = 1e-4, WeightDecay = 0.01, MaxLength = 128, Seed = Seed };
        var trainer = new Trainer(model, settings, rows);
        trainer.Train();
        return trainer;
    }

    private static void Judge(string name, int[] labels, HashSet<int> flipped, ProbabilityMatrix probabilities)
    {
        var quality = new LabelQuality(labels, probabilities);
        Tell(name, [.. quality.FindIssues().Select(issue => issue.Row)], flipped, isWhole: false);
        var scores = quality.Scores();
        Tell(
            "  all rows by that probability alone", [.. Enumerable.Range(0, labels.Length).OrderBy(row => scores[row])], flipped,
            isWhole: true);
        double accuracy = Enumerable.Range(0, labels.Length).Count(row => probabilities.ArgMax(row) == labels[row]) / (double)labels.Length;
        Console.WriteLine($"  accuracy against the given labels {accuracy:F4}, {quality.ExpectedIssues} wrong labels to expect");
    }

    private static void Tell(string name, int[] ranked, HashSet<int> flipped, bool isWhole)
    {
        int hits = ranked.Take(Top).Count(flipped.Contains), found = ranked.Count(flipped.Contains);
        string first = $"{name}: at {Top} precision {hits / (double)Math.Min(Top, ranked.Length):F3}, recall "
            + $"{hits / (double)flipped.Count:F3}";
        Console.WriteLine(
            isWhole
                ? first
                : $"{first}; all {ranked.Length} suspects: {found / (double)ranked.Length:F3}, {found / (double)flipped.Count:F3}");
    }
}
