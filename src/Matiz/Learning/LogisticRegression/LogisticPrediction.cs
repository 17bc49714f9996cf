using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>Probabilities of a fitted logistic regression; a row's do not depend on the rows beside it.</summary>
internal static unsafe class LogisticPrediction
{
    private const int BlockRows = 512;

    public static void Run(
        RowKernel kernel, FeatureMatrix features, double[] coefficients, double[] intercepts, int? threads, ProbabilityMatrix result)
    {
        int outputs = intercepts.Length, columns = features.Columns, stride = RowKernel.Stride(columns + 1);
        var weights = new AlignedArray<double>(outputs * stride);
        for (int k = 0; k < outputs; k++)
        {
            coefficients.AsSpan(k * columns, columns).CopyTo(weights.Span[(k * stride)..]);
            weights.Span[(k * stride) + columns] = intercepts[k];
        }

        int blocks = (features.Rows + BlockRows - 1) / BlockRows;
        FixedBlocks.Run(blocks, threads, block =>
        {
            var tile = new AlignedArray<double>(RowKernel.TileRows * stride);
            var logits = new AlignedArray<double>(RowKernel.TileRows * (outputs + 1));
            double* logSums = logits.Pointer + (RowKernel.TileRows * outputs);
            fixed (float* rows = features.Values)
            {
                int end = Math.Min(features.Rows, (block + 1) * BlockRows);
                for (int row = block * BlockRows; row < end; row += RowKernel.TileRows)
                {
                    int count = Math.Min(RowKernel.TileRows, end - row);
                    kernel.Load(rows + ((long)row * columns), count, columns, 1, stride, tile.Pointer);
                    kernel.Logits(tile.Pointer, weights.Pointer, outputs, stride, logits.Pointer);
                    if (outputs == 1) kernel.Sigmoid(logits.Pointer, logSums);
                    else kernel.Softmax(logits.Pointer, outputs, logSums);
                    for (int r = 0; r < count; r++) Put(logits.Span[r..], outputs, result[row + r]);
                }
            }
        });
    }

    private static void Put(ReadOnlySpan<double> probabilities, int outputs, Span<double> result)
    {
        if (outputs == 1)
        {
            result[0] = 1 - probabilities[0];
            result[1] = probabilities[0];
            return;
        }

        for (int k = 0; k < outputs; k++) result[k] = probabilities[k * RowKernel.TileRows];
    }
}
