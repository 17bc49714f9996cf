using System.Diagnostics;
using Matiz.Tensors.Operations.Linear;

namespace Matiz.Tensors.Benchmarking;

/// <summary>
/// Measures the products of linear layers as fractions of the peak, taken in the same process at the same time, since shared machines
/// change their speed by the minute. Each product is checked first; then runs of peak and product of at least 20 ms take turns, and
/// the best of each counts. On a busy machine many short runs find a quiet moment sooner.
/// </summary>
public static class GemmBenchmark
{
    /// <summary>The most that a device computes: the best of several runs of 20 ms or more, in GFLOP/s over all threads.</summary>
    /// <param name="device">What is measured.</param>
    /// <param name="runs">How many runs; default 5.</param>
    public static double Peak(Device device, int runs = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(runs);
        double best = 0;
        for (int run = 0; run < runs; run++) best = Math.Max(best, device.MeasurePeak(minRunMs: 20));
        return best;
    }

    /// <summary>Measures each operation of each shape.</summary>
    /// <param name="device">Kernels and threads.</param>
    /// <param name="shapes">The sizes, such as <see cref="GemmShape.All"/>.</param>
    /// <param name="operations">The products.</param>
    /// <param name="rounds">Runs of peak and product each; default 5.</param>
    /// <param name="minRunMs">The shortest run, in milliseconds; default 20.</param>
    /// <returns>A result at a time, as soon as it is measured.</returns>
    /// <exception cref="InvalidOperationException">A product is wrong.</exception>
    public static IEnumerable<GemmResult> Run(
        Device device, IEnumerable<GemmShape> shapes, IReadOnlyList<GemmOperation> operations, int rounds = 5, double minRunMs = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        return from shape in shapes from operation in operations select Measure(device, shape, operation, rounds, minRunMs);
    }

    /// <summary>The fraction that a product must reach with two threads; null: none is set.</summary>
    internal static double? Required(LinearKernel kernel, GemmShape shape, GemmOperation operation)
    {
        if (kernel.Tile is not null) return shape.M >= 352 && Math.Min(shape.N, shape.K) >= 768 ? RequiredOfDots(kernel) : null;
        if (operation != GemmOperation.WeightGradient) return shape.M >= 32 && Math.Min(shape.N, shape.K) >= 384 ? 0.88 : null;
        return shape.M < 352 ? null : Math.Min(shape.N, shape.K) switch { >= 768 => 0.80, >= 384 => 0.72, _ => null };
    }

    // Of the peak of the tile itself; its numbers are rounded or quantized within the time. The more a unit computes, the less of that its
    // memory can feed it.
    private static double? RequiredOfDots(LinearKernel kernel) => kernel.Variant switch
    {
        KernelVariant.Avx512Bf16 => 0.80,
        KernelVariant.Avx512Vnni => 0.65,
        KernelVariant.Amx => kernel.Precision == Precision.Int8 ? 0.40 : 0.45,
        _ => null,
    };

    private static GemmResult Measure(Device device, GemmShape shape, GemmOperation operation, int rounds, double minRunMs)
    {
        using var product = new GemmProduct(device, shape);
        product.Run(operation);
        product.Check(operation);
        double best = 0, peak = 0;
        for (int round = 0; round < rounds; round++)
        {
            peak = Math.Max(peak, device.MeasurePeak(minRunMs));
            best = Math.Max(best, MeasureOnce(product, operation, minRunMs));
        }

        return new GemmResult(shape, operation, device.Threads, best, best / peak, Required(device.Kernels.Linear, shape, operation));
    }

    private static double MeasureOnce(GemmProduct product, GemmOperation operation, double minRunMs)
    {
        long start = Stopwatch.GetTimestamp(), runs = 0;
        TimeSpan elapsed;
        do
        {
            product.Run(operation);
            runs++;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed.TotalMilliseconds < minRunMs);
        return product.Flops * runs / elapsed.TotalSeconds / 1e9;
    }
}
