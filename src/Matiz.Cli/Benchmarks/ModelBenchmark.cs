using System.Diagnostics;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;

namespace Matiz.Cli.Benchmarks;

/// <summary>What a model reached.</summary>
/// <param name="Model"><c>minilm</c> or <c>distilbert</c>.</param>
/// <param name="TokensPerSecond">Of the best run.</param>
/// <param name="Fraction">Operations really executed a second, over the best run of the peak among them.</param>
/// <param name="Required">What is to be reached with two threads; null: nothing is set.</param>
/// <param name="Stages">Milliseconds of each part of the best run.</param>
internal sealed record ModelResult(
    string Model, double TokensPerSecond, double Fraction, double? Required, IReadOnlyList<(string Stage, double Milliseconds)> Stages);

/// <summary>How long one text takes from its token ids to its logits.</summary>
/// <param name="Model"><c>minilm</c> or <c>distilbert</c>.</param>
/// <param name="Threads">Threads that share the work.</param>
/// <param name="Milliseconds">The median of all runs.</param>
/// <param name="P99Milliseconds">What 99 of 100 runs stay below.</param>
internal sealed record LatencyResult(string Model, int Threads, double Milliseconds, double P99Milliseconds);

/// <summary>
/// Measures forward passes and training steps of 32 texts of 45 tokens, where runs of peak and model take turns and the best of each
/// counts, and the latency of one text.
/// </summary>
internal sealed class ModelBenchmark(string name, SequenceClassificationModel model, Device device)
{
    /// <summary>Texts of a run, and tokens of a text.</summary>
    public const int Texts = 32, Length = 45;

    /// <summary>Tokens of the one text whose latency is measured.</summary>
    public const int ShortLength = 22;

    private const int Labels = 2;

    private readonly TokenBatch _batch = NewBatch(model.Tokenizer.VocabularySize, Texts, Length);
    private readonly ModelWork _work = ModelWork.ForModel(model);

    /// <summary>A forward pass without training.</summary>
    /// <param name="required">The fraction to be reached; null: none.</param>
    /// <param name="rounds">Runs of peak and model each.</param>
    public ModelResult Forward(double? required, int rounds) => Measure(required, _work.Forward(Texts, Length), rounds, () =>
    {
        long start = Stopwatch.GetTimestamp();
        using var tape = device.NewTape(training: false);
        Checked(model.Forward(tape, _batch));
        return [("forward", Stopwatch.GetElapsedTime(start).TotalMilliseconds)];
    });

    /// <summary>A training step: forward, backward, norm of the gradients, AdamW.</summary>
    public ModelResult Training(double? required, int rounds)
    {
        var optimizer = new AdamW(model.Parameters, weightDecay: 0.01f);
        int[] labels = [.. Enumerable.Range(0, Texts).Select(row => row % Labels)];
        float[] shares = Enumerable.Repeat(1f / Texts, Texts).ToArray();
        uint step = 0;
        return Measure(required, _work.Training(Texts, Length), rounds, () =>
        {
            long start = Stopwatch.GetTimestamp();
            using var tape = device.NewTape(training: true, new StepRandomness(42, ++step, 0));
            var loss = tape.CrossEntropy(model.Forward(tape, _batch), labels);
            long forward = Stopwatch.GetTimestamp();
            tape.Backward(loss, shares);
            long backward = Stopwatch.GetTimestamp();
            double norm = optimizer.GradientNorm();
            optimizer.Step(1e-5f, (float)Math.Min(1, 1 / (norm + 1e-6)));
            optimizer.ZeroGradients();
            Checked(loss);
            return
            [
                ("forward", Stopwatch.GetElapsedTime(start, forward).TotalMilliseconds),
                ("backward", Stopwatch.GetElapsedTime(forward, backward).TotalMilliseconds),
                ("optimizer", Stopwatch.GetElapsedTime(backward).TotalMilliseconds),
            ];
        });
    }

    /// <summary>One text, again and again.</summary>
    public LatencyResult Latency(int runs)
    {
        const int WarmingUp = 3;
        var text = NewBatch(model.Tokenizer.VocabularySize, texts: 1, ShortLength);
        var times = new double[runs];
        for (int run = -WarmingUp; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            using var tape = device.NewTape(training: false);
            Checked(model.Forward(tape, text));
            if (run >= 0) times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return new LatencyResult(name, device.Threads, times[runs / 2], times[Math.Min(runs - 1, (int)(runs * 0.99))]);
    }

    private ModelResult Measure(double? required, double operations, int rounds, Func<(string, double)[]> run)
    {
        run();
        (string Stage, double Milliseconds)[] best = [("", double.PositiveInfinity)];
        double peak = 0;
        for (int round = 0; round < rounds; round++)
        {
            peak = Math.Max(peak, GemmBenchmark.Peak(device, runs: 1));
            (string Stage, double Milliseconds)[] stages = run();
            if (stages.Sum(stage => stage.Milliseconds) < best.Sum(stage => stage.Milliseconds)) best = stages;
        }

        double seconds = best.Sum(stage => stage.Milliseconds) / 1000;
        return new ModelResult(name, Texts * Length / seconds, operations / seconds / 1e9 / peak, required, best);
    }

    // A speed without a right result is none.
    private static void Checked(Tensor values)
    {
        foreach (float value in values.ToArray())
        {
            if (!float.IsFinite(value)) throw new InvalidOperationException("the benchmark's model gives numbers that are not finite.");
        }
    }

    private static TokenBatch NewBatch(int vocabulary, int texts, int length)
    {
        int firstWord = Math.Min(1000, vocabulary / 2);                                     // below are special and unused tokens
        int[] ids = [.. Enumerable.Range(0, texts * length).Select(token => firstWord + (token * 7919 % (vocabulary - firstWord)))];
        int[] offsets = [.. Enumerable.Range(0, texts + 1).Select(text => text * length)];
        return new TokenBatch(ids, offsets);
    }
}
