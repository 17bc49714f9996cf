namespace Matiz.Tensors.Tests.Operations;

/// <summary>Every operation of the tape.</summary>
internal static class OperationCases
{
    private static readonly Activation[] Smooth =
    [
        Activation.None, Activation.Gelu, Activation.GeluTanh, Activation.Tanh, Activation.Sigmoid, Activation.Silu, Activation.QuickGelu,
        Activation.Mish,
    ];

    private static readonly float[] ClassWeights = [0.5f, 1f, 2f, 0.25f, 3f];

    public static OperationCase Find(string name, Sizes sizes) =>
        All(sizes).Single(operation => string.Equals(operation.Name, name, StringComparison.Ordinal));

    public static IEnumerable<string> Names => All(Sizes.Tiny).Select(operation => operation.Name);

    public static IEnumerable<OperationCase> All(Sizes sizes)
    {
        int tokens = sizes.Tokens, rows = sizes.Lengths.Length, columns = sizes.Columns, width = sizes.Heads * sizes.HeadSize;
        var layout = sizes.Layout;
        Operand x = Operand.Normal(tokens, columns), gamma = Operand.AwayFromZero(1, columns), beta = Operand.Normal(1, columns);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 5)];
        int[] wordIds = [.. Enumerable.Range(0, tokens).Select(token => token * 7 % 11)];
        int[] typeIds = [.. Enumerable.Range(0, tokens).Select(token => token % 2)];
        foreach (var activation in Smooth)
            yield return new(
                $"linear {activation}", [x], [Operand.Small(7, columns), Operand.Normal(1, 7)],
                (tape, t, p) => tape.Linear(t[0], new LinearWeights(p[0], p[1]), activation), 5e-6);
        yield return new(
            "linear Relu", [x], [Operand.Small(7, columns), new Operand(1, 7, (i, z) => i % 2 == 0 ? 9 + z : -9 - z)],
            (tape, t, p) => tape.Linear(t[0], new LinearWeights(p[0], p[1]), Activation.Relu), 5e-6);
        foreach (var activation in (Activation[])[Activation.Relu6, Activation.GeluUpTo10])   // away from their kinks, on either side
            yield return new(
                $"linear {activation}", [x], [Operand.Small(7, columns), new Operand(1, 7, (i, z) => ((i % 3) - 1) * 15 + 3 + (z / 3))],
                (tape, t, p) => tape.Linear(t[0], new LinearWeights(p[0], p[1]), activation), 5e-6);
        yield return new(
            "linear stacked", [x], [Operand.Small(7, columns), Operand.Small(3, columns), Operand.Normal(1, 7), Operand.Normal(1, 3)],
            (tape, t, p) => tape.Linear(t[0], new LinearWeights([p[0], p[1]], [p[2], p[3]])), 5e-6);
        yield return new(
            "linear of some rows", [x], [Operand.Small(9, columns), Operand.Normal(1, 9)],
            (tape, t, p) => tape.AddLayerNorm(
                tape.Linear(t[0], LinearWeights.FromRows(p[0], p[1], 0, 4)), tape.Linear(t[0], LinearWeights.FromRows(p[0], p[1], 5, 4)),
                Ones(tape, 4) with { Epsilon = 1 }, 0, layout), 1e-5);
        yield return new(
            "attention", [Operand.Normal(tokens, 3 * width)], [], (tape, t, _) => tape.SelfAttention(t[0], layout, sizes.Heads, 0), 1e-5);
        yield return new(
            "attention dropout", [Operand.Normal(tokens, 3 * width)], [],
            (tape, t, _) => tape.SelfAttention(t[0], layout, sizes.Heads, 0.3f), 1e-5);
        yield return new(
            "attention apart", [Operand.Normal(tokens, width), Operand.Normal(tokens, 2 * width)], [],
            (tape, t, _) => tape.SelfAttention(t[0], t[1], layout, sizes.Heads, 0.1f, firstTokensOnly: false), 1e-5);
        yield return new(
            "attention first tokens", [Operand.Normal(rows, width), Operand.Normal(tokens, 2 * width)], [],
            (tape, t, _) => tape.SelfAttention(t[0], t[1], layout, sizes.Heads, 0.1f, firstTokensOnly: true), 1e-5);
        foreach (int window in (int[])[0, 2, 20, 64])
        {
            var near = new AttentionDistances { Window = window };
            yield return new(
                $"attention window {window}", [Operand.Normal(tokens, 3 * width)], [],
                (tape, t, _) => tape.SelfAttention(t[0], layout, sizes.Heads, 0, near), 1e-5);
            yield return new(
                $"attention window {window} dropout", [Operand.Normal(tokens, 3 * width)], [],
                (tape, t, _) => tape.SelfAttention(t[0], layout, sizes.Heads, 0.3f, near), 1e-5);
            if (window == 0) continue;                                      // one key: its probability is 1, whatever comes
            yield return new(
                $"attention first tokens window {window}", [Operand.Normal(rows, width), Operand.Normal(tokens, 2 * width)], [],
                (tape, t, _) => tape.SelfAttention(t[0], t[1], layout, sizes.Heads, 0.1f, firstTokensOnly: true, near), 1e-5);
        }

        yield return new(
            "attention bias", [Operand.Normal(tokens, 3 * width)], [Operand.Normal(7, sizes.Heads)],
            (tape, t, p) => tape.SelfAttention(t[0], layout, sizes.Heads, 0, Biased(p[0], window: null)), 1e-5);
        yield return new(
            "attention bias dropout", [Operand.Normal(tokens, 3 * width)], [Operand.Normal(7, sizes.Heads)],
            (tape, t, p) => tape.SelfAttention(t[0], layout, sizes.Heads, 0.2f, Biased(p[0], window: null)), 1e-5);
        yield return new(
            "attention bias window", [Operand.Normal(tokens, 3 * width)], [Operand.Normal(7, sizes.Heads)],
            (tape, t, p) => tape.SelfAttention(t[0], layout, sizes.Heads, 0.2f, Biased(p[0], window: 3)), 1e-5);
        yield return new(
            "attention first tokens bias", [Operand.Normal(rows, width), Operand.Normal(tokens, 2 * width)],
            [Operand.Normal(7, sizes.Heads)],
            (tape, t, p) => tape.SelfAttention(t[0], t[1], layout, sizes.Heads, 0, firstTokensOnly: true, Biased(p[0], window: null)),
            1e-5);
        int evenSize = 2 * ((sizes.HeadSize + 1) / 2);
        yield return new(
            "rotary", [Operand.Normal(tokens, (sizes.Heads * evenSize) + 3)], [],
            (tape, t, _) => tape.RotateInPlace(t[0], layout, sizes.Heads, new RotaryPositions(evenSize, 10000)), 1e-6);
        foreach (var activation in Enum.GetValues<Activation>())
            yield return new(
                $"gated {activation}",
                [
                    activation is Activation.Relu or Activation.Relu6
                        ? Operand.AwayFromZero(tokens, 2 * columns)
                        : Operand.Normal(tokens, 2 * columns),
                ],
                [],
                (tape, t, _) => tape.GatedActivation(t[0], activation), 2e-6);
        foreach (var operation in DisentangledCases.All(sizes)) yield return operation;
        foreach (int groups in (int[])[1, 2])
        {
            yield return new(
                $"convolution in {groups} groups", [Operand.Normal(tokens, 2 * columns)],
                [Operand.Small(6, 6 * columns / groups) with { Depth = 3 }, Operand.Normal(1, 6)],
                (tape, t, p) => tape.Convolution(t[0], layout, new ConvolutionWeights(p[0], p[1], groups)), 5e-6);
        }

        yield return new("activation", [x], [], (tape, t, _) => tape.Activate(t[0], Activation.Gelu), 5e-6);
        yield return new(
            "activation beside another reader", [x], [gamma, beta],
            (tape, t, p) => tape.AddLayerNorm(tape.Activate(t[0], Activation.Tanh), t[0], new NormWeights(p[0], p[1], 1e-5f), 0, layout),
            5e-6);
        yield return new("dropout of a table", [x], [], (tape, t, _) => tape.DropoutOfTable(t[0], 0.4f, firstRow: 3), 1e-6);
        yield return new("layer norm", [x], [gamma, beta], (tape, t, p) => tape.LayerNorm(t[0], new NormWeights(p[0], p[1], 1e-5f)), 5e-6);
        yield return new(
            "layer norm without beta", [x], [gamma], (tape, t, p) => tape.LayerNorm(t[0], new NormWeights(p[0], Beta: null, 1e-3f)), 5e-6);
        yield return new(
            "add layer norm", [x, x], [gamma, beta],
            (tape, t, p) => tape.AddLayerNorm(t[0], t[1], new NormWeights(p[0], p[1], 1e-12f), 0, layout), 5e-6);
        yield return new(
            "add layer norm dropout", [x, x], [gamma, beta],
            (tape, t, p) => tape.AddLayerNorm(t[0], t[1], new NormWeights(p[0], p[1], 1e-12f), 0.25f, layout), 5e-6);
        yield return new(
            "add layer norm, both the same", [x], [gamma, beta],
            (tape, t, p) => tape.AddLayerNorm(t[0], t[0], new NormWeights(p[0], p[1], 1e-5f), 0.1f, layout), 5e-6);
        yield return new(
            "add, then layer norm", [x, x], [gamma, beta],
            (tape, t, p) => Chain(tape, t[0], t[1], new NormWeights(p[0], p[1], 1e-5f), 0.25f, layout), 5e-6);
        yield return new(
            "add, then layer norm, both the same", [x], [gamma],
            (tape, t, p) => Chain(tape, t[0], t[0], new NormWeights(p[0], Beta: null, 1e-3f), 0, layout), 5e-6);
        yield return new(
            "embedding", [], [Operand.Normal(11, columns), Operand.Normal(2, columns)],
            (tape, _, p) => tape.Embedding([new(p[0], wordIds, PaddingIndex: 40), new(p[1], typeIds)], norm: null), 2e-6, AreTables: true);
        yield return new("dropout", [x], [], (tape, t, _) => tape.Dropout(t[0], 0.4f, layout), 1e-6);
        foreach (var pooling in Enum.GetValues<Pooling>())
            yield return new(
                $"pooling {pooling}", [new Operand(tokens, columns, (i, z) => z + (pooling == Pooling.Max ? i / columns % 9 * 4 : 0))], [],
                (tape, t, _) => tape.Pool(t[0], layout, pooling), 2e-6);
        yield return new("cross-entropy", [Operand.Normal(rows, 5)], [], (tape, t, _) => tape.CrossEntropy(t[0], labels), 1e-6);
        yield return new(
            "cross-entropy smoothed, weighted", [Operand.Normal(rows, 5)], [],
            (tape, t, _) => tape.CrossEntropy(t[0], labels, 0.1f, ClassWeights), 1e-6);
        yield return new(
            "cross-entropy of some tokens", [Operand.Normal(tokens, 5)], [], (tape, t, _) => tape.CrossEntropy(t[0], SomeLabels(tokens)),
            1e-6);
        yield return new(
            "span cross-entropy", [Operand.Normal(tokens, 2)], [],
            (tape, t, _) => tape.SpanCrossEntropy(t[0], layout, [.. sizes.Lengths.Select(length => length / 2)], Ends(sizes)), 1e-6);
        yield return new(
            "linear of a lookup table", [x], [Operand.Small(11, columns)],
            (tape, t, p) => tape.Linear(
                tape.AddLayerNorm(t[0], tape.Embedding([new(p[0], wordIds)], norm: null), Ones(tape, columns), 0, layout),
                new LinearWeights(p[0], bias: null)),
            1e-5, AreTables: true);
        yield return new(
            "sigmoid cross-entropy", [Operand.Normal(rows, 5)], [], (tape, t, _) => tape.SigmoidCrossEntropy(t[0], Targets(tape, rows)),
            1e-6);
        yield return new(
            "mean squared error", [Operand.Normal(rows, 5)], [], (tape, t, _) => tape.MeanSquaredError(t[0], Targets(tape, rows)), 1e-6);
        yield return new(
            "two readers of one tensor", [x], [gamma, beta],
            (tape, t, p) => TwoReaders(tape, t[0], new NormWeights(p[0], p[1], 1e-5f), layout), 1e-5);
    }

    private static int[] SomeLabels(int tokens) =>
        [.. Enumerable.Range(0, tokens).Select(token => token % 3 == 1 ? LossOperations.IgnoredLabel : token % 5)];

    // The first row's answer ends behind it, as one that was cut off; the others' at their last token.
    private static int[] Ends(Sizes sizes) => [sizes.Lengths[0], .. sizes.Lengths.Skip(1).Select(length => length - 1)];

    private static NormWeights Ones(Tape tape, int columns)
    {
        var gamma = new Parameter(tape.Device, "gamma", [columns]) { Trainable = false };
        gamma.Fill(values => values.Fill(1));
        return new NormWeights(gamma, Beta: null, 1e-3f);
    }

    private static AttentionDistances Biased(Parameter table, int? window) => new()
    {
        Window = window,
        Bias = new DistanceBias(table, distance => Math.Clamp(distance, -3, 3) + 3),
    };

    // Both outputs are read: the sum by the next sum, as in a layer that normalizes first.
    private static Tensor Chain(Tape tape, Tensor x, Tensor residual, NormWeights norm, float dropout, RaggedLayout layout)
    {
        var (sum, normalized) = tape.AddThenLayerNorm(x, residual, norm, dropout, layout);
        return tape.AddThenLayerNorm(normalized, sum, norm, 0, layout).Normalized;
    }

    private static Tensor Targets(Tape tape, int rows) =>
        tape.NewTensor(rows, 5, [.. Enumerable.Range(0, rows * 5).Select(i => i % 3 == 0 ? 1f : 0f)]);

    // What is added to a gradient that is there already: dropout, norm and pooling all read the same tensor.
    private static Tensor TwoReaders(Tape tape, Tensor x, NormWeights norm, RaggedLayout layout)
    {
        var dropped = tape.Dropout(x, 0.2f, layout);
        var normalized = tape.AddLayerNorm(x, dropped, norm, 0.1f, layout);
        return tape.Pool(tape.AddLayerNorm(normalized, x, norm, 0, layout), layout, Pooling.Mean);
    }
}
