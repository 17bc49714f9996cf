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

namespace Matiz.Tensors.Operations;

/// <summary>The kernel of each operation on one device, chosen once.</summary>
internal sealed record KernelTable
{
    /// <summary>What the operations compute in.</summary>
    public required Precision Precision { get; init; }

    public required LinearKernel Linear { get; init; }

    public required ActivationKernel Activation { get; init; }

    public required AttentionKernel Attention { get; init; }

    public required RotaryKernel Rotary { get; init; }

    public required GatingKernel Gating { get; init; }

    public required DisentangledAttentionKernel DisentangledAttention { get; init; }

    public required ConvolutionKernel Convolution { get; init; }

    public required LayerNormKernel LayerNorm { get; init; }

    public required EmbeddingKernel Embedding { get; init; }

    public required DropoutKernel Dropout { get; init; }

    public required PoolingKernel Pooling { get; init; }

    public required LossKernel Loss { get; init; }

    public required AdamWKernel AdamW { get; init; }

    public required SgdKernel Sgd { get; init; }

    public required ClippingKernel Clipping { get; init; }

    /// <summary>The kernels of all operations.</summary>
    public IReadOnlyList<Kernel> All =>
    [
        Linear, Activation, Attention, DisentangledAttention, Convolution, Rotary, Gating, LayerNorm, Embedding, Dropout, Pooling, Loss,
        AdamW, Sgd, Clipping,
    ];

    /// <summary>The best variant that is really in use: what is recorded, since it decides the bits.</summary>
    public KernelVariant Variant => KernelVariants.BestOf(All.Select(kernel => kernel.Variant));

    /// <summary>
    /// What is computed in where a precision is asked for: bf16 only by a unit that multiplies its numbers, or where the plain loops
    /// are forced; else fp32, which is faster than bf16 without such a unit.
    /// </summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="variant">The best variant that may be used; null: whatever this processor has.</param>
    public static Precision ComputedFor(Precision asked, KernelVariant? variant)
    {
        if (asked != Precision.BFloat16 || variant == KernelVariant.Reference) return asked;
        return Kernel.Select(LinearKernel.All, asked, variant).Variant == KernelVariant.Reference ? Precision.Float32 : asked;
    }

    /// <summary>The variants of this processor that computing in a precision makes use of, best first.</summary>
    public static IReadOnlyList<KernelVariant> VariantsOf(Precision precision) =>
        [.. KernelVariants.Available.Where(variant => For(precision, variant).Variant == variant)];

    /// <summary>The kernels of the processor.</summary>
    /// <param name="precision">What operations compute in.</param>
    /// <param name="variant">The best variant that may be used; null: whatever this processor has.</param>
    /// <exception cref="ArgumentException">No operation computes in that precision with that variant.</exception>
    public static KernelTable For(Precision precision, KernelVariant? variant)
    {
        var table = new KernelTable
        {
            Precision = precision,
            Linear = Kernel.Select(LinearKernel.All, precision, variant),
            Activation = Kernel.Select(ActivationKernel.All, precision, variant),
            Attention = Kernel.Select(AttentionKernel.All, precision, variant),
            Rotary = Kernel.Select(RotaryKernel.All, precision, variant),
            Gating = Kernel.Select(GatingKernel.All, precision, variant),
            DisentangledAttention = Kernel.Select(DisentangledAttentionKernel.All, precision, variant),
            Convolution = Kernel.Select(ConvolutionKernel.All, precision, variant),
            LayerNorm = Kernel.Select(LayerNormKernel.All, precision, variant),
            Embedding = Kernel.Select(EmbeddingKernel.All, precision, variant),
            Dropout = Kernel.Select(DropoutKernel.All, precision, variant),
            Pooling = Kernel.Select(PoolingKernel.All, precision, variant),
            Loss = Kernel.Select(LossKernel.All, precision, variant),
            AdamW = Kernel.Select(AdamWKernel.All, precision, variant),
            Sgd = Kernel.Select(SgdKernel.All, precision, variant),
            Clipping = Kernel.Select(ClippingKernel.All, precision, variant),
        };
        return table.All.Any(kernel => kernel.Precision == precision)
            ? table
            : throw new ArgumentException(
                $"{KernelVariants.NameOf(variant ?? KernelVariants.Available[0])} kernels do not compute in {precision}; " +
                "fp32 is what they compute in.",
                nameof(precision));
    }
}
