using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Training;

namespace Matiz.Tests.Training;

/// <summary>One SHA-256 of the weights, whatever threads, logging and saving do; and close weights for another token bound.</summary>
public sealed class SameBitsTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelTable.VariantsOf(Precision.Float32)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Train_AnyNumberOfThreads_GivesTheSameBits(KernelVariant variant)
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);

        string[] hashes = [.. ((int[])[1, 2, 3]).Select(threads => Hash(model, TinyRuns.Arguments, variant, threads))];

        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public void Train_AnySavingAndLogging_GivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        string plain = Hash(model, TinyRuns.Arguments with { SaveStrategy = IntervalStrategy.No });

        string saved = Hash(
            model, TinyRuns.Arguments with { OutputDirectory = folder["a"], SaveStrategy = IntervalStrategy.Steps, SaveSteps = 3 });
        string extra = Hash(
            model, TinyRuns.Arguments with { OutputDirectory = folder["b"], ExtraSaveSteps = 4, SaveLimit = 1, LoggingSteps = 5 });

        Assert.Equal([plain, plain], [saved, extra]);
        Assert.Equal(plain, TinyRuns.HashOf(folder["a"]));
    }

    [Fact]
    public void Train_OtherSeedOrDropout_GivesOtherBits()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);

        string[] hashes =
        [
            Hash(model, TinyRuns.Arguments), Hash(model, TinyRuns.Arguments with { Seed = 43 }),
            Hash(TinyRuns.WithDropout(folder, 0.2), TinyRuns.Arguments),
        ];

        Assert.Equal(3, hashes.Distinct().Count());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]   // dropout is drawn by the row's place in the step, not in the micro-batch
    public void Train_OtherTokenBound_GivesCloseWeights(double dropout)
    {
        using var folder = new TemporaryFolder();
        string checkpoint = TinyRuns.WithDropout(folder, dropout, "bert");

        var small = Trained(checkpoint, TinyRuns.Arguments with { TokenBound = 20, BatchSize = 12, MaxSteps = 6 });
        var large = Trained(checkpoint, TinyRuns.Arguments with { TokenBound = 8192, BatchSize = 12, MaxSteps = 6 });

        foreach (var (a, b) in small.Parameters.Zip(large.Parameters))
        {
            double tolerance = a.Name.EndsWith("key.bias", StringComparison.Ordinal) ? 2e-3 : 2e-5;
            Assert.InRange(Weights.RelativeDifference(a.Value.ToArray(), b.Value.ToArray()), 0, tolerance);
        }
    }

    private static string Hash(string checkpoint, TrainingArguments arguments, KernelVariant? variant = null, int? threads = null) =>
        TinyRuns.HashOfWeights(Trained(checkpoint, arguments, variant, threads));

    private static SequenceClassificationModel Trained(
        string checkpoint, TrainingArguments arguments, KernelVariant? variant = null, int? threads = null)
    {
        using var device = new CpuDevice(variant, threads);
        var model = TinyRuns.Model(checkpoint, device);
        new Trainer(model, arguments, TinyRuns.Rows(40)).Train();
        return model;
    }
}

internal static class Weights
{
    /// <summary>The largest difference as a share of the largest element.</summary>
    public static double RelativeDifference(float[] found, float[] expected)
    {
        double difference = found.Zip(expected).Max(pair => Math.Abs((double)pair.First - pair.Second));
        return difference / Math.Max(expected.Max(Math.Abs), 1e-30);
    }
}
