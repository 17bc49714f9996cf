using System.Diagnostics;
using Matiz.Tensors;

namespace Matiz.Cli.Benchmarks;

/// <summary>
/// What the operations of an encoder's layers take in a forward pass, each measured by itself on tensors of the model's sizes.
/// </summary>
internal static class LayerStages
{
    private const int Repetitions = 5;

    /// <summary>Milliseconds of each operation, over all layers but the last, which computes the first tokens only.</summary>
    public static IReadOnlyList<(string Stage, double Milliseconds)> Measure(Device device, ModelWork work, int heads)
    {
        int tokens = ModelBenchmark.Texts * ModelBenchmark.Length, hidden = work.Hidden;
        var layout = new RaggedLayout([.. Enumerable.Range(0, ModelBenchmark.Texts + 1).Select(text => text * ModelBenchmark.Length)]);
        using var x = Random(device, tokens, hidden);
        using var queryKeyValue = Random(device, tokens, 3 * hidden);
        var joint = Weights(device, 3 * hidden, hidden);
        var output = Weights(device, hidden, hidden);
        var up = Weights(device, work.Intermediate, hidden);
        var down = Weights(device, hidden, work.Intermediate);
        var gamma = new Parameter(device, "gamma", [hidden]);
        gamma.CopyFrom(Enumerable.Repeat(1f, hidden).ToArray());
        using var beta = new Parameter(device, "beta", [hidden]);
        var norm = new NormWeights(gamma, beta, 1e-12f);
        double Time(Action<Tape> run)
        {
            double best = double.PositiveInfinity;
            for (int i = 0; i <= Repetitions; i++)
            {
                using var tape = device.NewTape(training: false);
                long start = Stopwatch.GetTimestamp();
                run(tape);
                if (i > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return best * (work.Layers - 1);
        }

        return
        [
            ("query, key, value", Time(tape => tape.Linear(x, joint))),
            ("attention", Time(tape => tape.SelfAttention(queryKeyValue, layout, heads, dropout: 0))),
            ("attention output", Time(tape => tape.Linear(x, output))),
            ("feed-forward", Time(tape => tape.FeedForward(x, up, Activation.Gelu, down))),
            ("residual + norm (two)", 2 * Time(tape => tape.AddLayerNorm(x, x, norm, 0, layout))),
        ];
    }

    private static Tensor Random(Device device, int rows, int columns)
    {
        var values = new float[rows * columns];
        var random = new System.Random(42);
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
        return Tensor.FromArray(device, rows, columns, values);
    }

    private static LinearWeights Weights(Device device, int outputs, int inputs)
    {
        var weight = new Parameter(device, "weight", [outputs, inputs]);
        using var values = Random(device, outputs, inputs);
        weight.CopyFrom(values.ToArray());
        return new LinearWeights(weight, new Parameter(device, "bias", [outputs]));
    }
}
