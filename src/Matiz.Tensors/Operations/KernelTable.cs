using Matiz.Tensors.Operations.Activations;
using Matiz.Tensors.Operations.AdamW;
using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Operations.Dropout;
using Matiz.Tensors.Operations.Embedding;
using Matiz.Tensors.Operations.LayerNorm;
using Matiz.Tensors.Operations.Linear;
using Matiz.Tensors.Operations.Losses;
using Matiz.Tensors.Operations.Pooling;

namespace Matiz.Tensors.Operations;

/// <summary>A kernel of one operation, written in one way.</summary>
internal interface IKernel
{
    /// <summary>How it is written.</summary>
    KernelVariant Variant { get; }
}

/// <summary>The kernel of each operation for one variant, chosen once.</summary>
internal sealed record KernelTable
{
    public required LinearKernel Linear { get; init; }

    public required ActivationKernel Activation { get; init; }

    public required AttentionKernel Attention { get; init; }

    public required LayerNormKernel LayerNorm { get; init; }

    public required EmbeddingKernel Embedding { get; init; }

    public required DropoutKernel Dropout { get; init; }

    public required PoolingKernel Pooling { get; init; }

    public required LossKernel Loss { get; init; }

    public required AdamWKernel AdamW { get; init; }

    public static KernelTable For(KernelVariant variant) => new()
    {
        Linear = Select(LinearKernel.All, variant),
        Activation = Select(ActivationKernel.All, variant),
        Attention = Select(AttentionKernel.All, variant),
        LayerNorm = Select(LayerNormKernel.All, variant),
        Embedding = Select(EmbeddingKernel.All, variant),
        Dropout = Select(DropoutKernel.All, variant),
        Pooling = Select(PoolingKernel.All, variant),
        Loss = Select(LossKernel.All, variant),
        AdamW = Select(AdamWKernel.All, variant),
    };

    // The kernel of the variant itself, else the best below it: every list ends with the plain loop.
    private static TKernel Select<TKernel>(IReadOnlyList<TKernel> bestFirst, KernelVariant variant)
        where TKernel : IKernel => bestFirst.First(kernel => kernel.Variant <= variant);
}
