using Matiz.Data;
using Matiz.Files;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;

namespace Matiz.Cli.Benchmarks;

/// <summary>A model that is measured.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Files">Where it comes from.</param>
/// <param name="Forward">The fraction of the peak of each precision that a forward pass must reach with two threads.</param>
/// <param name="Training">The same of a training step; where none is named, none is set.</param>
internal sealed record BenchModel(
    string Name, ModelFiles Files, IReadOnlyDictionary<Precision, double> Forward, IReadOnlyDictionary<Precision, double> Training)
{
    /// <summary>The built-in encoder.</summary>
    public static BenchModel MiniLm => new(
        "minilm", ModelSource.Embedded().Files,
        new Dictionary<Precision, double> { [Precision.Float32] = 0.75, [Precision.BFloat16] = 0.62, [Precision.Int8] = 0.45 },
        new Dictionary<Precision, double> { [Precision.Float32] = 0.62 });

    /// <summary>A random DistilBERT of the usual size.</summary>
    public static BenchModel DistilBert => new(
        "distilbert", RandomDistilBert.Files(),
        new Dictionary<Precision, double> { [Precision.Float32] = 0.80, [Precision.BFloat16] = 0.72, [Precision.Int8] = 0.60 },
        new Dictionary<Precision, double> { [Precision.Float32] = 0.72, [Precision.BFloat16] = 0.58 });
}

/// <summary>What <c>matiz bench</c> measures, and how often.</summary>
internal sealed record BenchPlan
{
    private const int LongestQuickShape = 1440;
    private static readonly GemmOperation[] All = [GemmOperation.Forward, GemmOperation.InputGradient, GemmOperation.WeightGradient];

    /// <summary>The sizes of products.</summary>
    public IReadOnlyList<GemmShape> Shapes { get; init; } = [.. GemmShape.All.Where(shape => shape.M <= LongestQuickShape)];

    /// <summary>The models, each made when its turn comes; the first one's second thread and tokenizer are measured too.</summary>
    public IReadOnlyList<Func<BenchModel>> Models { get; init; } = [() => BenchModel.MiniLm, () => BenchModel.DistilBert];

    /// <summary>
    /// Runs of a product or a training step, which take turns with the peak's; of a forward pass four times as many, of one text fifty.
    /// </summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Whether each stage is measured by itself as well.</summary>
    public bool WithStages { get; init; }

    private int ForwardRounds => Rounds * 4;

    private int LatencyRounds => Rounds * 50;

    /// <summary>Larger products, more runs, and the stages.</summary>
    public static BenchPlan Whole { get; } = new() { Shapes = GemmShape.All, Rounds = 5, WithStages = true };

    /// <summary>Measures all of it.</summary>
    /// <param name="device">Kernels and threads.</param>
    /// <param name="notes">Told what is being measured.</param>
    /// <param name="interrupt">Ends the work between two measurements.</param>
    public BenchResults Measure(Device device, Notes notes, CancellationToken interrupt)
    {
        notes.Say("measuring the peak");
        var results = new BenchResults { Device = device, Peak = GemmBenchmark.Peak(device) };
        foreach (var precision in Precision.All)
        {
            var other = device.WithPrecision(precision);
            if (other.Computed == precision)
                results.Peaks.Add(precision, precision == device.Computed ? results.Peak : GemmBenchmark.Peak(other));
        }

        GemmOperation[] operations = device.Computed.IsForwardOnly ? [GemmOperation.Forward] : All;
        notes.Say("measuring products of linear layers");
        foreach (var result in GemmBenchmark.Run(device, Shapes, operations, Rounds))
        {
            interrupt.ThrowIfCancellationRequested();
            results.Gemm.Add(result);
        }

        foreach (var make in Models)
        {
            interrupt.ThrowIfCancellationRequested();
            Measure(make(), device, notes, results);
        }

        return results;
    }

    private void Measure(BenchModel measured, Device device, Notes notes, BenchResults results)
    {
        notes.Say($"measuring {measured.Name}");
        var model = Load(measured, device);
        var benchmark = new ModelBenchmark(measured.Name, model, device);
        bool isFirst = results.Forward.Count == 0;
        results.Forward.Add(benchmark.Forward(Required(measured.Forward, device), ForwardRounds));
        if (isFirst)
        {
            if (device.Threads >= 2) results.SecondThread = SpeedOfSecondThread(measured, device.Precision);
            results.TokenizerTokensPerSecond = TokenizerBenchmark.Measure(model.Tokenizer);
        }

        if (device.Threads > 1) results.Latency.Add(OnOneThread(measured, device.Precision));
        results.Latency.Add(benchmark.Latency(LatencyRounds));
        if (WithStages)
        {
            int heads = model.Encoder.HeadCount ?? 1;
            var stages = LayerStages.Measure(device, ModelWork.ForModel(model), heads);
            results.Stages.AddRange(stages.Select(stage => (measured.Name, stage.Stage, stage.Milliseconds)));
        }

        if (!device.Computed.IsForwardOnly) results.Training.Add(benchmark.Training(Required(measured.Training, device), Rounds));
        foreach (var parameter in model.Parameters) parameter.Dispose();
    }

    private LatencyResult OnOneThread(BenchModel measured, Precision precision)
    {
        using var device = Device.Open(options: new DeviceOptions { Threads = 1, Precision = precision });
        var model = Load(measured, device);
        var latency = new ModelBenchmark(measured.Name, model, device).Latency(LatencyRounds);
        foreach (var parameter in model.Parameters) parameter.Dispose();
        return latency;
    }

    private double SpeedOfSecondThread(BenchModel measured, Precision precision)
    {
        var speeds = new double[2];
        for (int threads = 1; threads <= 2; threads++)
        {
            using var device = Device.Open(options: new DeviceOptions { Threads = threads, Precision = precision });
            var model = Load(measured, device);
            speeds[threads - 1] = new ModelBenchmark(measured.Name, model, device).Forward(null, ForwardRounds).TokensPerSecond;
            foreach (var parameter in model.Parameters) parameter.Dispose();
        }

        return speeds[1] / speeds[0];
    }

    private static double? Required(IReadOnlyDictionary<Precision, double> fractions, Device device) =>
        fractions.TryGetValue(device.Computed, out double fraction) ? fraction : null;

    private static SequenceClassificationModel Load(BenchModel measured, Device device) =>
        AutoModelForSequenceClassification.FromPretrained(measured.Files, new ClassLabel(["no", "yes"]), device: device);
}
