using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// The Cholesky factor of Σ wᵢ xᵢ xᵢᵀ + λ / c̄, shared by the outputs, each with its own factor of scale. On encoder features it turns
/// some five hundred iterations into some twenty.
/// </summary>
internal sealed unsafe class GramPreconditioner : Preconditioner
{
    private const int StripeRows = 32;
    private readonly RowKernel _kernel;
    private readonly int _stride;
    private readonly double[] _scales;                          // 1 / √curvature of each output
    private readonly AlignedArray<double> _factor;              // strictly lower triangle of L, [stride, stride]; zeros elsewhere
    private readonly double[] _inverseDiagonal;                 // 1 / Lᵢᵢ
    private readonly int? _threads;

    public GramPreconditioner(
        RowKernel kernel, FeatureMatrix features, LogisticObjective objective, double[] curvatures, CancellationToken cancellation)
    {
        (_kernel, _stride, _threads) = (kernel, objective.Stride, objective.Threads);
        _scales = Array.ConvertAll(curvatures, static curvature => 1 / Math.Sqrt(curvature));
        _factor = Gram(features, objective, cancellation);
        _inverseDiagonal = new double[_stride];
        double diagonal = 0;
        for (int i = 0; i < _stride; i++) diagonal += _factor.Span[(i * _stride) + i];
        double mean = diagonal / _stride, ridge = Ridge(mean, objective.Lambda / (curvatures.Sum() / curvatures.Length));
        Factorise(i => i < features.Columns ? ridge : (1e-10 * mean) + 1e-300);
        cancellation.ThrowIfCancellationRequested();
    }

    public override void ScaleGradient(AlignedArray<double> gradient)
    {
        FixedBlocks.Run(_scales.Length, ThreadsFor(_scales.Length), k =>
        {
            var g = gradient.Span.Slice(k * _stride, _stride);
            foreach (ref double value in g) value *= _scales[k];
            double* u = gradient.Pointer + (k * _stride);
            for (int i = 0; i < _stride; i++)
                u[i] = (u[i] - _kernel.Dot(_factor.Pointer + (i * _stride), u, RowKernel.Stride(i))) * _inverseDiagonal[i];
        });
        GC.KeepAlive(gradient);
    }

    public override void UnscaleDirection(AlignedArray<double> direction)
    {
        FixedBlocks.Run(_scales.Length, ThreadsFor(_scales.Length), k =>
        {
            double* w = direction.Pointer + (k * _stride);
            for (int i = _stride - 1; i >= 0; i--)
            {
                w[i] *= _inverseDiagonal[i];
                _kernel.AddScaled(-w[i], _factor.Pointer + (i * _stride), RowKernel.Stride(i), w);
            }

            foreach (ref double value in direction.Span.Slice(k * _stride, _stride)) value *= _scales[k];
        });
        GC.KeepAlive(direction);
    }

    // Forking costs some microseconds: not worth it for small triangles.
    private int? ThreadsFor(int outputs) => (long)outputs * _stride * _stride < 1 << 18 ? 1 : _threads;

    // Stripes of the lower triangle, each a visit of the rows. Far more rows than features say nothing new: then every n-th tile does.
    private AlignedArray<double> Gram(FeatureMatrix features, LogisticObjective objective, CancellationToken cancellation)
    {
        int tiles = (features.Rows + RowKernel.TileRows - 1) / RowKernel.TileRows, columns = features.Columns;
        int step = Math.Max(1, tiles / ((4 * _stride) + 512));
        var gram = new AlignedArray<double>(checked(_stride * _stride));
        int stripes = (_stride + StripeRows - 1) / StripeRows;
        FixedBlocks.Run(stripes, _threads, number =>
        {
            int first = (stripes - 1 - number) * StripeRows, count = Math.Min(StripeRows, _stride - first);     // the longest first
            var tile = new AlignedArray<double>(RowKernel.TileRows * _stride);
            var weighted = new AlignedArray<double>(RowKernel.TileRows * StripeRows);
            fixed (float* rows = features.Values)
            {
                for (int t = 0; t < tiles; t += step)
                {
                    int row = t * RowKernel.TileRows, rowCount = Math.Min(RowKernel.TileRows, features.Rows - row);
                    _kernel.Load(rows + ((long)row * columns), rowCount, columns, objective.One, _stride, tile.Pointer);
                    for (int i = 0; i < count; i++)
                    {
                        for (int r = 0; r < RowKernel.TileRows; r++)
                        {
                            weighted.Span[(i * RowKernel.TileRows) + r] =
                                r < rowCount ? objective.Weights[row + r] * step * tile.Span[(r * _stride) + first + i] : 0;
                        }
                    }

                    _kernel.AddOuter(weighted.Pointer, tile.Pointer, count, first + count, _stride, gram.Pointer + (first * _stride));
                }
            }
        }, cancellation);
        return gram;
    }

    // Row by row: Lᵢⱼ = (Aᵢⱼ − Σₚ Lᵢₚ Lⱼₚ) / Lⱼⱼ over p < j. What stands above the diagonal of row j is 0, so whole vectors may be read.
    private void Factorise(Func<int, double> added)
    {
        for (int i = 0; i < _stride; i++)
        {
            double* row = _factor.Pointer + (i * _stride);
            double own = row[i] + added(i);
            new Span<double>(row + i, _stride - i).Clear();
            for (int j = 0; j < i; j++)
                row[j] = (row[j] - _kernel.Dot(row, _factor.Pointer + (j * _stride), RowKernel.Stride(j))) * _inverseDiagonal[j];
            double left = own - _kernel.Dot(row, row, RowKernel.Stride(i));
            _inverseDiagonal[i] = 1 / Math.Sqrt(Math.Max(left, Math.Max(1e-14 * own, added(i))));
        }
    }
}
