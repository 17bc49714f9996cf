namespace Matiz.Tensors.Operations;

/// <summary>A kernel of one operation: it says what it computes in and which instructions it needs.</summary>
internal abstract class Kernel
{
    /// <summary>What it computes in.</summary>
    public abstract Precision Precision { get; }

    /// <summary>The variant that the processor must have.</summary>
    public abstract KernelVariant Variant { get; }

    /// <summary>Whether it is worth choosing on this processor; asked only where its variant may be used.</summary>
    public virtual bool IsWorthwhile => true;

    /// <summary>
    /// The kernel of a list that computes: the first of the precision among those of <paramref name="variant"/> and of the variants
    /// after it; where the operation has none of that precision, the first of fp32. So a list's new entry never changes what a run
    /// computes in, and each list ends with the plain loop in fp32.
    /// </summary>
    /// <param name="bestFirst">The operation's list.</param>
    /// <param name="precision">What is to be computed in.</param>
    /// <param name="variant">The best variant that may be used; null: whatever this processor has.</param>
    public static TKernel Select<TKernel>(IReadOnlyList<TKernel> bestFirst, Precision precision, KernelVariant? variant)
        where TKernel : Kernel
    {
        TKernel? First(Precision wanted) =>
            bestFirst.FirstOrDefault(kernel =>
                kernel.Precision == wanted && KernelVariants.Allows(variant, kernel.Variant) && kernel.IsWorthwhile);
        return First(precision) ?? First(Precision.Float32)
            ?? throw new ArgumentException(
                $"no {typeof(TKernel).Name} computes in {precision} with {KernelVariants.NameOf(variant ?? KernelVariants.Available[0])}.",
                nameof(bestFirst));
    }

    /// <summary>What the way back throws where a kernel has none. Nothing leads there: no tape trains in such a precision.</summary>
    protected NotSupportedException ForwardOnly() => new(
        $"a device that computes in {Precision} was asked for a gradient, but {Precision} only runs models: train in fp32 or bf16.");
}
