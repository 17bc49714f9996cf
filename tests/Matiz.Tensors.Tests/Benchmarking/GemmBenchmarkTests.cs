using Matiz.Tensors.Benchmarking;
using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Benchmarking;

public class GemmBenchmarkTests
{
    [Fact]
    public void Run_EveryVariantAndOperation_ChecksAndMeasures()
    {
        foreach (var variant in KernelTable.VariantsOf(Precision.Float32).Where(variant => variant != KernelVariant.Reference))
        {
            using var device = new CpuDevice(variant, 2);
            var results = GemmBenchmark.Run(
                device, [new GemmShape(40, 100, 70)], Enum.GetValues<GemmOperation>(), rounds: 1, minRunMs: 1).ToList();
            Assert.Equal(["forward", "dX", "dW"], results.Select(result => result.OperationName));
            Assert.All(results, result => Assert.True(result.Gflops > 0 && result.Fraction > 0, $"{variant}: {result}"));
        }
    }

    [Fact]
    public void Run_EveryVariantOfInt8_ChecksAndMeasuresAgainstItsOwnPeak()
    {
        foreach (var variant in KernelTable.VariantsOf(Precision.Int8).Where(variant => variant != KernelVariant.Reference))
        {
            using var device = new CpuDevice(variant, 2, Precision.Int8);
            Assert.NotNull(device.Kernels.Linear.Tile);
            var result = Assert.Single(GemmBenchmark.Run(
                device, [new GemmShape(40, 100, 70)], [GemmOperation.Forward], rounds: 1, minRunMs: 1));
            Assert.True(result is { Gflops: > 0, Fraction: > 0, Required: null }, $"{variant}: {result}");
        }
    }

    [Fact]
    public void Required_ShapesOfTheTable_HaveTheirFraction()
    {
        Assert.Equal(0.88, GemmBenchmark.Required(new GemmShape(32, 384, 1536), GemmOperation.Forward));
        Assert.Equal(0.88, GemmBenchmark.Required(new GemmShape(5600, 768, 768), GemmOperation.InputGradient));
        Assert.Equal(0.80, GemmBenchmark.Required(new GemmShape(352, 3072, 768), GemmOperation.WeightGradient));
        Assert.Equal(0.72, GemmBenchmark.Required(new GemmShape(1440, 384, 384), GemmOperation.WeightGradient));
        Assert.Null(GemmBenchmark.Required(new GemmShape(32, 768, 768), GemmOperation.WeightGradient));
        Assert.Equal(24, GemmShape.All.Count);
    }

    [Fact]
    public void Peak_EveryVariant_IsPositive()
    {
        foreach (var variant in KernelTable.VariantsOf(Precision.Float32))
        {
            using var device = new CpuDevice(variant, 1);
            Assert.True(GemmBenchmark.Peak(device, runs: 1) > 0);
        }
    }
}
