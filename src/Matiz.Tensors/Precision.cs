namespace Matiz.Tensors;

/// <summary>
/// What operations compute in: the user's choice, recorded with a run. Which instructions do the computing is the processor's affair
/// (<see cref="KernelVariant"/>) and never changes it. Master weights and the optimizer's update are fp32 in every precision, as is
/// every operation that has no kernel of the chosen one.
/// </summary>
public sealed class Precision
{
    internal Precision(string name) => Name = name;

    /// <summary>IEEE 754 single precision: the default.</summary>
    public static Precision Float32 { get; } = new("fp32");

    /// <summary>
    /// Products of bfloat16 numbers with fp32 sums; master weights, gradients, norms, softmax and loss in fp32.
    /// </summary>
    public static Precision BFloat16 { get; } = new("bf16");

    /// <summary>
    /// Linear layers of 8-bit integers with exact sums, scaled by row of the weight and by token; everything else in fp32. Forward only.
    /// The same bits on every processor.
    /// </summary>
    public static Precision Int8 { get; } = new("int8") { IsForwardOnly = true };

    /// <summary>What a user can choose. A precision added is a line here, and its kernels in the lists of the operations.</summary>
    public static IReadOnlyList<Precision> All { get; } = [Float32, BFloat16, Int8];

    /// <summary>As it is recorded and typed: <c>fp32</c>.</summary>
    public string Name { get; }

    /// <summary>Double precision: what the linear models of the feature route compute in, whatever is chosen.</summary>
    internal static Precision Float64 { get; } = new("fp64");

    /// <summary>True: nothing is trained in it.</summary>
    public bool IsForwardOnly { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
