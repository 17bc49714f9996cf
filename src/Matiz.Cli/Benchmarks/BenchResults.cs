using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;

namespace Matiz.Cli.Benchmarks;

/// <summary>What <c>matiz bench</c> has measured; filled as it goes on.</summary>
internal sealed class BenchResults
{
    /// <summary>The speed-up that a second thread must bring to a forward pass.</summary>
    public const double SecondThreadRequired = 1.85;

    public required Device Device { get; init; }

    /// <summary>GFLOP/s.</summary>
    public required double Peak { get; init; }

    /// <summary>The peak of each precision that the device computes in, in GFLOP/s.</summary>
    public Dictionary<Precision, double> Peaks { get; } = [];

    public List<GemmResult> Gemm { get; } = [];

    public List<ModelResult> Forward { get; } = [];

    public List<ModelResult> Training { get; } = [];

    /// <summary>One text on one thread, and on all.</summary>
    public List<LatencyResult> Latency { get; } = [];

    public List<(string Model, string Stage, double Milliseconds)> Stages { get; } = [];

    public double TokenizerTokensPerSecond { get; set; }

    /// <summary>Speed with two threads over speed with one; NaN: not measured.</summary>
    public double SecondThread { get; set; } = double.NaN;
}
