using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.LayerNorm;

/// <summary>
/// Layer normalization by the vector. A row is visited in the first-level cache: once for dropout, residual and mean, once for the
/// variance (one pass for both would lose digits), once for the output.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe class LayerNormForwardSimd<S, V>(Precision precision, KernelVariant variant) : LayerNormKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => precision;

    public override KernelVariant Variant => variant;

    public override void Forward(
        Tensor x, Tensor? residual, DropoutKey dropout, RaggedLayout layout, NormWeights norm, Tensor? sum, Tensor? statistics, Tensor y)
    {
        fixed (int* rowOfToken = dropout.IsActive ? layout.RowOfToken : default, offsets = layout.Offsets)
        {
            var job = new LayerNormForwardJob<S, V>
            {
                X = x.Pointer,
                Residual = residual is null ? null : residual.Pointer,
                Sum = sum is null ? null : sum.Pointer,
                Statistics = statistics is null ? null : statistics.Pointer,
                Gamma = norm.Gamma.Value.Pointer,
                Beta = norm.Beta is null ? null : norm.Beta.Value.Pointer,
                Y = y.Pointer,
                Quantized = QuantizedTarget.For(y),
                Epsilon = norm.Epsilon,
                Rows = x.Rows,
                Columns = x.Columns,
                Draws = new TokenDraws<S, V>(dropout, rowOfToken, offsets, x.Columns),
            };
            CpuDevice.PoolOf(x).Run(job.Tasks, job);
        }
    }

    public override void Backward(
        Tensor dY,
        Tensor sum,
        Tensor statistics,
        DropoutKey dropout,
        RaggedLayout layout,
        NormWeights norm,
        GradientTarget dResidual,
        GradientTarget dX) => throw ForwardOnly();
}
