using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.Activations;
using Matiz.Tensors.Operations.AdamW;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Operations.Clipping;
using Matiz.Tensors.Operations.Convolution;
using Matiz.Tensors.Operations.DisentangledAttention;
using Matiz.Tensors.Operations.Dropout;
using Matiz.Tensors.Operations.Embedding;
using Matiz.Tensors.Operations.Gating;
using Matiz.Tensors.Operations.LayerNorm;
using Matiz.Tensors.Operations.Linear;
using Matiz.Tensors.Operations.Losses;
using Matiz.Tensors.Operations.Pooling;
using Matiz.Tensors.Operations.Rotary;
using Matiz.Tensors.Operations.Sgd;

namespace Matiz.Tensors.Tests.Operations;

public class KernelTests
{
    private static readonly Precision Half = new("half");

    private static readonly IReadOnlyList<Kernel>[] Lists =
    [
        LinearKernel.All, ActivationKernel.All, AttentionKernel.All, DisentangledAttentionKernel.All, ConvolutionKernel.All,
        RotaryKernel.All, GatingKernel.All, LayerNormKernel.All, EmbeddingKernel.All, DropoutKernel.All, PoolingKernel.All, LossKernel.All,
        AdamWKernel.All, SgdKernel.All, ClippingKernel.All,
    ];

    public static TheoryData<KernelVariant> Variants => [.. KernelTable.VariantsOf(Precision.Float32)];

    [Fact]
    public void Lists_EndWithThePlainLoopInFp32_AndHaveNoEntryTwice()
    {
        foreach (var list in Lists)
        {
            Assert.Equal((KernelVariant.Reference, Precision.Float32), (list[^1].Variant, list[^1].Precision));
            Assert.Equal(list.Count, list.DistinctBy(kernel => (kernel.Variant, kernel.Precision)).Count());
        }
    }

    [Fact]
    public void Table_HasAKernelOfEachList()
    {
        var table = KernelTable.For(Precision.Float32, KernelVariants.Default);
        Assert.Equal(Lists.Length, table.All.Count);
        Assert.All(Lists.Zip(table.All), pair => Assert.Contains(pair.Second, pair.First));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Table_OfAForcedVariant_ChoosesItsKernelsWhereverThereIsOne(KernelVariant variant)
    {
        var table = KernelTable.For(Precision.Float32, variant);

        Assert.Equal(variant, table.Variant);
        foreach (var (list, chosen) in Lists.Zip(table.All))
        {
            var expected = list.FirstOrDefault(kernel => kernel.Variant == variant && kernel.Precision == Precision.Float32);
            Assert.Same(expected ?? list[^1], chosen);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Select_AHigherEntryOfAnotherPrecision_ChangesNothing(KernelVariant variant)
    {
        foreach (var list in Lists)
        {
            IReadOnlyList<Kernel> longer = [new MadeUpKernel(Half, KernelVariants.Available[0]), new MadeUpKernel(Half, variant), .. list];
            Assert.Same(Kernel.Select(list, Precision.Float32, variant), Kernel.Select(longer, Precision.Float32, variant));
        }
    }

    [Fact]
    public void Select_ThatPrecision_TakesItsBestKernel_ElseFp32()
    {
        var best = KernelVariants.Available[0];
        var half = new MadeUpKernel(Half, KernelVariant.Vector128);
        IReadOnlyList<Kernel> list = [new MadeUpKernel(Precision.Float32, best), half, .. LinearKernel.All];

        Assert.Same(half, Kernel.Select(list, Half, best));
        Assert.Same(LinearKernel.All[^1], Kernel.Select(list, Half, KernelVariant.Reference));
    }

    [Fact]
    public void Select_AKernelOfAVariantThatIsNotAllowed_IsPassedOver()
    {
        var plain = new MadeUpKernel(Precision.Float32, KernelVariant.Reference);
        IReadOnlyList<Kernel> list = [new MadeUpKernel(Precision.Float32, KernelVariant.Avx512), plain];

        Assert.Same(plain, Kernel.Select(list, Precision.Float32, KernelVariant.Vector128));
        Assert.Throws<ArgumentException>(() => Kernel.Select<Kernel>([list[0]], Precision.Float32, KernelVariant.Vector128));
    }

    private sealed class MadeUpKernel(Precision precision, KernelVariant variant) : Kernel
    {
        public override Precision Precision => precision;

        public override KernelVariant Variant => variant;
    }
}
