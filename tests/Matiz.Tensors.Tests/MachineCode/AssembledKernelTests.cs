using Matiz.Tensors.MachineCode;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>The assembled kernels that this processor can run, run by it.</summary>
public unsafe class AssembledKernelTests
{
    [Theory]
    [InlineData(16, 0)]
    [InlineData(32, 4)]
    [InlineData(208, 64)]
    [InlineData(768, 0)]
    public void Avx512Vnni_AnyBytes_GivesTheExactSums(int groups, int rowSlack)
    {
        Assert.SkipUnless(ProcessorFeatures.OfThisProcessor.HasAvx512Vnni, "this processor has no AVX512-VNNI");
        var kernel = AssembledDotTileKernel.Avx512Vnni;
        using var arrays = new DotArrays(kernel, groups, Any, Any, rowSlack);
        var tile = arrays.Tile;

        kernel.Code.Begin();
        kernel.Code.Multiply(&tile);
        kernel.Code.End();

        Assert.Equal(arrays.Plain(products => PlainDots.Int8(kernel.Element, products)), arrays.Sums);
    }

    [Fact]
    public void Avx512Vnni_TheLargestBytes_DoNotSaturate()
    {
        Assert.SkipUnless(ProcessorFeatures.OfThisProcessor.HasAvx512Vnni, "this processor has no AVX512-VNNI");
        var kernel = AssembledDotTileKernel.Avx512Vnni;
        using var arrays = new DotArrays(kernel, 1024, _ => 0xFFFF_FFFF, _ => 0x8080_8080);
        var tile = arrays.Tile;

        kernel.Code.Multiply(&tile);

        Assert.All(arrays.Sums, sum => Assert.Equal(4096 * 255 * -128, (int)sum));
    }

    private static uint Any(System.Random random) => (uint)random.NextInt64(1L << 32);
}
