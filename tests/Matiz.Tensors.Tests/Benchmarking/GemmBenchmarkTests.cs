using Matiz.Tensors.Benchmarking;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.Linear;

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
        var kernel = KernelOf(Precision.Float32, KernelVariant.Vector128);
        Assert.Equal(0.88, GemmBenchmark.Required(kernel, new GemmShape(32, 384, 1536), GemmOperation.Forward));
        Assert.Equal(0.88, GemmBenchmark.Required(kernel, new GemmShape(5600, 768, 768), GemmOperation.InputGradient));
        Assert.Equal(0.80, GemmBenchmark.Required(kernel, new GemmShape(352, 3072, 768), GemmOperation.WeightGradient));
        Assert.Equal(0.72, GemmBenchmark.Required(kernel, new GemmShape(1440, 384, 384), GemmOperation.WeightGradient));
        Assert.Null(GemmBenchmark.Required(kernel, new GemmShape(32, 768, 768), GemmOperation.WeightGradient));
        Assert.Equal(24, GemmShape.All.Count);
    }

    [Theory]
    [InlineData(KernelVariant.Avx512Bf16, "bf16", 0.80)]
    [InlineData(KernelVariant.Avx512Vnni, "int8", 0.65)]
    [InlineData(KernelVariant.Amx, "bf16", 0.45)]
    [InlineData(KernelVariant.Amx, "int8", 0.40)]
    [InlineData(KernelVariant.Avx512, "int8", null)]
    [InlineData(KernelVariant.Avx2, "int8", null)]
    public void Required_OfNarrowNumbers_GoesByTheUnitThatMultipliesThem(KernelVariant variant, string precision, double? expected)
    {
        var kernel = KernelOf(Precision.All.Single(known => known.Name == precision), variant);
        foreach (var shape in (GemmShape[])[new(352, 768, 768), new(5600, 3072, 768), new(1440, 768, 3072)])
            Assert.Equal(expected, GemmBenchmark.Required(kernel, shape, GemmOperation.Forward));
        foreach (var shape in (GemmShape[])[new(32, 768, 768), new(351, 3072, 768), new(1440, 384, 1536)])
            Assert.Null(GemmBenchmark.Required(kernel, shape, GemmOperation.Forward));
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

    private static LinearKernel KernelOf(Precision precision, KernelVariant variant) =>
        LinearKernel.All.Single(kernel => kernel.Precision == precision && kernel.Variant == variant);
}
