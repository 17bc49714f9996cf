using System.Diagnostics;
using System.Globalization;
using Matiz.Benchmarks.Serve;
using Matiz.Inference;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;

namespace Matiz.Benchmarks;

/// <summary>
/// Where the time of a small batch goes: every operation of an encoder's layers by itself, one after another as a model runs them, so that
/// weights come from where they lie in a model. Layers are random, of a model's sizes, none cut for first tokens.
/// </summary>
internal static class LatencyBenchmark
{
    private const double MsOfSize = 400;

    public static void Run(string[] arguments)
    {
        string model = arguments.Length > 0 ? arguments[0] : "minilm";
        int[] threads = arguments.Length > 1 ? Numbers(arguments[1]) : [1, Environment.ProcessorCount];
        int[] sizes = arguments.Length > 2 ? Numbers(arguments[2]) : [16, 22, 48, 110, 220, 440];
        var precision = arguments.Length > 3 ? Precision.All.First(known => known.Name == arguments[3]) : null;
        (int hidden, int inner, int heads) = model switch
        {
            "minilm" => (384, 1536, 12),
            "distilbert" => (768, 3072, 12),
            _ => throw new ArgumentException($"'{model}' is no model of this job; minilm or distilbert was expected.", nameof(arguments)),
        };
        foreach (int count in threads.Distinct())
        {
            using var device = Device.Open(options: new DeviceOptions { Threads = count, Precision = precision });
            double peak = GemmBenchmark.Peak(device);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model}, {device.Description}: peak {peak:F0} GFLOP/s"));
            var stack = new LayerStack(device, hidden, inner, heads, layers: 6);
            foreach (int tokens in sizes) Measure(stack, tokens, peak);
        }

        if (model == "minilm" && precision is null) FirstCalls();
    }

    // What a classifier takes for its first texts after the warm-up.
    private static void FirstCalls()
    {
        using var device = Device.Open();
        var classifier = TextClassifier.Load(new ServeOptions(["minilm"]).Folder, device: device);
        var milliseconds = new List<string>();
        for (int call = 0; call <= 12; call++)
        {
            long start = Stopwatch.GetTimestamp();
            if (call == 0) classifier.WarmUp();
            else classifier.Classify("i feel so happy and a little sad about the movie today it was really good");
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture));
        }

        Console.WriteLine($"warm-up and then twelve texts: {string.Join(", ", milliseconds)} ms");
    }

    private static void Measure(LayerStack stack, int tokens, double peak)
    {
        var batch = stack.NewBatch(tokens);
        for (int i = 0; i < 3; i++) stack.Forward(batch, times: null);
        var best = new double[stack.Layers * LayerStack.Stages.Count];         // each of each layer: short enough to be undisturbed
        Array.Fill(best, double.PositiveInfinity);
        var whole = new List<double>();
        var times = new double[best.Length];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        stack.Forward(batch, times: null);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long until = Stopwatch.GetTimestamp() + (long)(MsOfSize / 1000 * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < until || whole.Count < 10)
        {
            long start = Stopwatch.GetTimestamp();
            stack.Forward(batch, times: null);
            whole.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            stack.Forward(batch, times);
            for (int i = 0; i < best.Length; i++) best[i] = Math.Min(best[i], times[i]);
        }

        whole.Sort();
        double[] operations = stack.Operations(batch);
        double sum = best.Sum();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{tokens,5} tokens of {batch.Layout.RowCount} texts: best {whole[0]:F0} us, median {whole[whole.Count / 2]:F0}, "
            + $"sum of the best {sum:F0}, fraction {operations.Sum() / sum / 1e3 / peak:F3}; {allocated} bytes allocated"));
        for (int i = 0; i < operations.Length; i++)
        {
            double least = operations[i] / peak / 1e3, stage = best.Where((_, place) => place % operations.Length == i).Sum();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"        {LayerStack.Stages[i],-20} {stage,8:F1} us, at the peak {least,8:F1}, fraction {least / stage:F2}"));
        }
    }

    private static int[] Numbers(string list) =>
        [.. list.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
}

/// <summary>Random layers that normalize after the residuals, and how long each of their operations takes.</summary>
internal sealed class LayerStack(Device device, int hidden, int inner, int heads, int layers)
{
    private readonly Layer[] _layers =
    [
        .. Enumerable.Range(0, layers).Select(_ => new Layer(
            Weights(device, 3 * hidden, hidden), Weights(device, hidden, hidden), Weights(device, inner, hidden),
            Weights(device, hidden, inner), Norm(device, hidden), Norm(device, hidden))),
    ];

    /// <summary>How many.</summary>
    public int Layers => _layers.Length;

    /// <summary>The operations of a layer.</summary>
    public static IReadOnlyList<string> Stages { get; } =
        ["query, key, value", "attention", "attention output", "residual + norm", "feed-forward", "residual + norm 2"];

    /// <summary>Hidden states of texts of about fourteen tokens, or of one text where there are no more than 32.</summary>
    public LayerBatch NewBatch(int tokens)
    {
        int texts = tokens <= 32 ? 1 : (tokens + 7) / 14;
        return new LayerBatch(
            Random(device, tokens, hidden),
            new RaggedLayout([.. Enumerable.Range(0, texts + 1).Select(text => (int)((long)text * tokens / texts))]));
    }

    /// <summary>Operations of each stage in all layers, two a product.</summary>
    public double[] Operations(LayerBatch batch)
    {
        double product = 2.0 * batch.Hidden.Rows * hidden * layers, pairs = 0;
        for (int row = 0; row < batch.Layout.RowCount; row++) pairs += Math.Pow(batch.Layout.LengthOf(row), 2);
        return [product * 3 * hidden, 4 * pairs * hidden * layers, product * hidden, 0, 2 * product * inner, 0];
    }

    /// <summary>All layers, once.</summary>
    /// <param name="batch">What they read.</param>
    /// <param name="times">Gets the microseconds of each stage of each layer; null: nobody asks.</param>
    public void Forward(LayerBatch batch, double[]? times)
    {
        using var tape = device.NewTape(training: false);
        var x = batch.Hidden;
        int first = 0;
        long last = times is null ? 0 : Stopwatch.GetTimestamp();
        foreach (var layer in _layers)
        {
            var joint = tape.Linear(x, layer.Joint);
            Stamp(0);
            var context = tape.SelfAttention(joint, batch.Layout, heads, dropout: 0);
            Stamp(1);
            tape.Release(joint);
            var projected = tape.Linear(context, layer.Output);
            Stamp(2);
            tape.Release(context);
            var attended = tape.AddLayerNorm(projected, x, layer.First, 0, batch.Layout);
            Stamp(3);
            tape.Release(projected);
            var outer = tape.FeedForward(attended, layer.Up, Activation.Gelu, layer.Down);
            Stamp(4);
            var y = tape.AddLayerNorm(outer, attended, layer.Second, 0, batch.Layout);
            Stamp(5);
            tape.Release(outer);
            tape.Release(attended);
            if (x != batch.Hidden) tape.Release(x);
            x = y;
            first += Stages.Count;
        }

        void Stamp(int stage)
        {
            if (times is null) return;
            long now = Stopwatch.GetTimestamp();
            times[first + stage] = Stopwatch.GetElapsedTime(last, now).TotalMicroseconds;
            last = now;
        }
    }

    private static NormWeights Norm(Device device, int hidden)
    {
        var gamma = new Parameter(device, "gamma", [hidden]);
        gamma.CopyFrom(Enumerable.Repeat(1f, hidden).ToArray());
        return new NormWeights(gamma, new Parameter(device, "beta", [hidden]), 1e-12f);
    }

    private static LinearWeights Weights(Device device, int outputs, int inputs)
    {
        var weight = new Parameter(device, "weight", [outputs, inputs]);
        using var values = Random(device, outputs, inputs, most: 0.07f);     // as in trained models: hardly an activation beyond ±5
        weight.CopyFrom(values.ToArray());
        return new LinearWeights(weight, new Parameter(device, "bias", [outputs]));
    }

    private static Tensor Random(Device device, int rows, int columns, float most = 1.7f)
    {
        var values = new float[rows * columns];
        var random = new Random(42);
        for (int i = 0; i < values.Length; i++) values[i] = ((2 * random.NextSingle()) - 1) * most;
        return Tensor.FromArray(device, rows, columns, values);
    }

    private sealed record Layer(
        LinearWeights Joint, LinearWeights Output, LinearWeights Up, LinearWeights Down, NormWeights First, NormWeights Second);
}

/// <summary>What layers read.</summary>
/// <param name="Hidden">[tokens, hidden]</param>
/// <param name="Layout">How the texts lie.</param>
internal sealed record LayerBatch(Tensor Hidden, RaggedLayout Layout);
