using Matiz.Tensors.MachineCode;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.Operations.Linear.Dots;

public class BFloat16SpeedTests
{
    // vpdpbusd does as many groups in a time as a fused multiply-add has lanes; counted as pairs that is twice as fast.
    [Fact]
    public void AKernelOfTwiceTheSpeed_IsFast_AndStaysSo()
    {
        Assert.SkipUnless(ProcessorFeatures.OfThisProcessor.HasAvx512Vnni, "this processor has no AVX512-VNNI");
        Assert.InRange(BFloat16Speed.Measure(AssembledDotTileKernel.Avx512Vnni), BFloat16Speed.LeastRatio, 4);
        Assert.True(BFloat16Speed.IsFast(AssembledDotTileKernel.Avx512Vnni));
        Assert.True(BFloat16Speed.IsFast(AssembledDotTileKernel.Avx512Vnni));
    }
}
