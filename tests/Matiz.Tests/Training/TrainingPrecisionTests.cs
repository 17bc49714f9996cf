using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Tests.Training;

/// <summary>
/// Training in bfloat16, by a tile in plain instructions where the processor has no unit for it; and what is refused.
/// </summary>
public sealed class TrainingPrecisionTests(ITestOutputHelper output)
{
    private static readonly KernelVariant Variant =
        KernelVariants.Available.First(variant => variant is KernelVariant.Avx512 or KernelVariant.Vector128);

    [Fact]
    public void BFloat16_AnyNumberOfThreads_GivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);

        string[] hashes = [.. ((int[])[1, 2, 3]).Select(threads => TinyRuns.HashOfWeights(Trained(model, Emulated(threads))))];

        Assert.Single(hashes.Distinct());
        Assert.NotEqual(hashes[0], TinyRuns.HashOfWeights(Trained(model, new CpuDevice(Variant, 1))));
    }

    [Fact]
    public void BFloat16_AResumedRun_GivesTheSameBits_AndRecordsItsPrecision()
    {
        using var folder = new TemporaryFolder();
        string model = TinyRuns.WithDropout(folder, 0.1);
        string whole = TinyRuns.HashOfWeights(Trained(model, Emulated(1)));
        var arguments = TinyRuns.Arguments with { OutputDirectory = folder["run"] };

        using var cancellation = new CancellationTokenSource();
        using (var device = Emulated(2))
        {
            var trainer = new Trainer(TinyRuns.Model(model, device), arguments, TinyRuns.Rows(40));
            trainer.AddCallback(new CancelAtStep(9, cancellation));
            Assert.Throws<TrainingInterruptedException>(() => trainer.Train(cancellationToken: cancellation.Token));
        }

        var settings = RunSettings.Load(folder["run"]);
        Assert.Equal(["\"bf16\"", "\"bf16\""], ((string[])["precision", "computed"]).Select(key => settings[key]!.ToJsonString()));
        using var single = new CpuDevice(Variant, 1);
        var other = new Trainer(TinyRuns.Model(model, single), arguments with { Resume = true }, TinyRuns.Rows(40));
        var exception = Assert.Throws<TrainingException>(() => other.Train());
        Assert.Contains("precision", exception.Message, StringComparison.Ordinal);
        Assert.Contains("bf16", exception.Message, StringComparison.Ordinal);
        Assert.Contains("fp32", exception.Message, StringComparison.Ordinal);

        using var again = Emulated(3);
        new Trainer(TinyRuns.Model(model, again), arguments with { Resume = true }, TinyRuns.Rows(40)).Train();
        Assert.Equal(whole, TinyRuns.HashOf(folder["run"]));
    }

    [Theory]
    [InlineData("distilbert")]
    [InlineData("bert")]
    public void BFloat16_FollowsTheLossesOfFp32(string architecture)
    {
        string model = SharedFiles.Golden($"tiny/{architecture}/sequence-classification");
        double[] expected = Losses(model, new CpuDevice(Variant, 2)), found = Losses(model, Emulated(2));

        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.02));
        Assert.True(expected.Max() - expected.Min() > 0.1, "losses that stay where they are prove little");
        Assert.NotEqual(expected, found);
        output.WriteLine($"largest difference of a loss {expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)):g3}");
    }

    [Fact]
    public void BFloat16_WithoutAUnitForIt_IsRefused()
    {
        using var device = new CpuDevice(KernelVariant.Vector128, 1, Precision.BFloat16);
        var exception = Assert.Throws<TrainingException>(() => new Trainer(TinyRuns.Model(device: device), null, TinyRuns.Rows(6)).Train());
        Assert.Equal(
            "DeviceOptions.Precision = bf16: this machine has no unit that is faster at it than at fp32. "
            + "fp32 was expected for training here. Leave DeviceOptions.Precision out.",
            exception.Message);
    }

    [Fact]
    public void Int8_IsRefused()
    {
        using var device = new CpuDevice(threads: 1, precision: Precision.Int8);
        var exception = Assert.Throws<TrainingException>(() => new Trainer(TinyRuns.Model(device: device), null, TinyRuns.Rows(6)).Train());
        Assert.Equal(
            "DeviceOptions.Precision = int8 computes forward only. fp32 or bf16 was expected for training. "
            + "Train in one of them, and quantize the trained model.",
            exception.Message);
    }

    private static CpuDevice Emulated(int threads) => new(EmulatedBFloat16.Kernels(Variant), threads);

    private static SequenceClassificationModel Trained(string checkpoint, CpuDevice device)
    {
        using (device)
        {
            var model = TinyRuns.Model(checkpoint, device);
            new Trainer(model, TinyRuns.Arguments, TinyRuns.Rows(40)).Train();
            return model;
        }
    }

    private static double[] Losses(string checkpoint, CpuDevice device)
    {
        using (device)
        {
            var trainer = new Trainer(TinyRuns.Model(checkpoint, device), TinyRuns.Arguments, TinyRuns.Rows(40));
            trainer.Train();
            return [.. trainer.State!.History.Where(entry => entry.Loss is not null).Select(entry => entry.Loss!.Value)];
        }
    }

    private sealed class CancelAtStep(int step, CancellationTokenSource cancellation) : TrainerCallback
    {
        public override void OnStepEnd(TrainerContext context)
        {
            if (context.State.Step == step) cancellation.Cancel();
        }
    }
}
