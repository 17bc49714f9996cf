using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>A symmetric matrix that is only known by its products with vectors.</summary>
internal interface ISymmetricOperator
{
    /// <summary>Rows and columns.</summary>
    int Size { get; }

    /// <summary>y = A·x; both have <see cref="Size"/> elements.</summary>
    void Apply(ReadOnlySpan<double> x, Span<double> y);
}

/// <summary>
/// The eigenvectors of the greatest eigenvalues of a symmetric matrix: Lanczos' method with full re-orthogonalization, restarted with
/// the best vectors found so far (Wu and Simon: Thick-restart Lanczos method, 2000).
/// </summary>
internal sealed unsafe class LanczosSolver
{
    private const int LeastBasis = 48;
    private const int MaxRestarts = 60;

    private readonly ISymmetricOperator _operator;
    private readonly RowKernel _kernel = RowKernel.Default;
    private readonly AlignedArray<double>[] _basis;
    private readonly AlignedArray<double>? _known;
    private readonly int _padded;
    private readonly CancellationToken _cancellation;
    private SeededRandom _random = new(0x5EED, stream: 1);

    private LanczosSolver(ISymmetricOperator matrix, int count, ReadOnlySpan<double> known, CancellationToken cancellation)
    {
        (_operator, _cancellation) = (matrix, cancellation);
        _padded = RowKernel.Stride(matrix.Size);
        int free = matrix.Size - (known.IsEmpty ? 0 : 1);
        _basis = new AlignedArray<double>[Math.Min(free, Math.Max(LeastBasis, 4 * count)) + 1];
        if (known.IsEmpty) return;
        _known = new AlignedArray<double>(_padded);
        known.CopyTo(_known.Span);
        Scale(_known, 1 / Math.Sqrt(Dot(_known, _known)));
    }

    /// <summary>The greatest eigenvalues first; each vector has length 1 and its greatest element, by magnitude, above 0.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="count">How many, less than the matrix has rows beside the known one.</param>
    /// <param name="known">An eigenvector to leave out, of any length; empty: none.</param>
    /// <param name="tolerance">The length of A·v − λ·v at which a vector is good.</param>
    /// <param name="cancellation">Looked at before each product.</param>
    public static double[][] Greatest(
        ISymmetricOperator matrix, int count, ReadOnlySpan<double> known, double tolerance, CancellationToken cancellation) =>
        new LanczosSolver(matrix, count, known, cancellation).Run(count, tolerance);

    private double[][] Run(int count, double tolerance)
    {
        int size = _basis.Length - 1, kept = 0;
        var projected = new DenseMatrix(size);
        _basis[0] = RandomVector(0);
        for (int restart = 0; ; restart++)
        {
            double residual = 0;
            for (int j = kept; j < size; j++) residual = Extend(j, projected);
            var eigen = projected.Evd(Symmetricity.Symmetric);      // ascending
            double worst = 0;
            for (int i = 0; i < count; i++) worst = Math.Max(worst, residual * Math.Abs(eigen.EigenVectors[size - 1, size - 1 - i]));
            if (worst <= tolerance || restart == MaxRestarts) return Combine(eigen.EigenVectors, count);

            kept = Math.Min(count + ((size - count) / 2), size - 1);
            var vectors = Combine(eigen.EigenVectors, kept);
            (_basis[kept], _basis[size]) = (_basis[size], _basis[kept]);
            projected.Clear();
            for (int i = 0; i < kept; i++)
            {
                vectors[i].CopyTo(_basis[i].Span);
                projected[i, i] = eigen.EigenValues[size - 1 - i].Real;
            }
        }
    }

    // Adds vector j + 1: what A·vⱼ has beside the vectors so far. Returns its length.
    private double Extend(int j, DenseMatrix projected)
    {
        _cancellation.ThrowIfCancellationRequested();
        var next = _basis[j + 1] ??= new AlignedArray<double>(_padded);
        next.Span.Clear();
        _operator.Apply(_basis[j].Span[.._operator.Size], next.Span[.._operator.Size]);
        for (int pass = 0; pass < 2; pass++)
        {
            if (_known is not null) AddScaled(-Dot(_known, next), _known, next);
            for (int i = 0; i <= j; i++)
            {
                double share = Dot(_basis[i], next);
                AddScaled(-share, _basis[i], next);
                if (pass > 0) continue;
                projected[i, j] = share;
                projected[j, i] = share;
            }
        }

        double length = Math.Sqrt(Dot(next, next));
        if (length > 1e-12)
        {
            Scale(next, 1 / length);
            return length;
        }

        if (j + 1 < _basis.Length - 1) _basis[j + 1] = RandomVector(j + 1);     // an invariant space: go on beside it
        return 0;
    }

    private AlignedArray<double> RandomVector(int orthogonalTo)
    {
        var result = new AlignedArray<double>(_padded);
        foreach (ref double x in result.Span[.._operator.Size]) x = _random.NextDouble() - 0.5;
        for (int pass = 0; pass < 2; pass++)
        {
            if (_known is not null) AddScaled(-Dot(_known, result), _known, result);
            for (int i = 0; i < orthogonalTo; i++) AddScaled(-Dot(_basis[i], result), _basis[i], result);
            Scale(result, 1 / Math.Sqrt(Dot(result, result)));
        }

        return result;
    }

    // The last columns of the small vectors, as vectors of the matrix.
    private double[][] Combine(Matrix<double> small, int count)
    {
        int size = _basis.Length - 1;
        var result = new double[count][];
        var sum = new AlignedArray<double>(_padded);
        for (int i = 0; i < count; i++)
        {
            sum.Span.Clear();
            for (int j = 0; j < size; j++) AddScaled(small[j, size - 1 - i], _basis[j], sum);
            result[i] = sum.Span[.._operator.Size].ToArray();
            int greatest = 0;
            for (int k = 1; k < result[i].Length; k++)
            {
                if (Math.Abs(result[i][k]) > Math.Abs(result[i][greatest])) greatest = k;
            }

            if (result[i][greatest] >= 0) continue;
            foreach (ref double x in result[i].AsSpan()) x = -x;
        }

        return result;
    }

    private double Dot(AlignedArray<double> a, AlignedArray<double> b) => _kernel.Dot(a.Pointer, b.Pointer, _padded);

    private void AddScaled(double factor, AlignedArray<double> from, AlignedArray<double> to) =>
        _kernel.AddScaled(factor, from.Pointer, _padded, to.Pointer);

    private static void Scale(AlignedArray<double> vector, double factor)
    {
        foreach (ref double x in vector.Span) x *= factor;
    }
}
