using System.Runtime.CompilerServices;
using Matiz.Tensors;

namespace Matiz.Models.Loading;

/// <summary>
/// An encoder's operations on a few numbers, on a thread of its own while a model's files are read. Kernels are compiled when they are
/// first run, most of a tenth of a second for a first text: so that it does not wait for them. No result depends on it.
/// </summary>
internal static class KernelRehearsal
{
    // A text of more than one vector of keys and one of less, wide enough for every tile.
    private const int LongText = 22, Tokens = LongText + 9, Heads = 3, Hidden = 96, Inner = 192, Labels = 6;

    private static readonly HashSet<string> Begun = new(StringComparer.Ordinal);

    /// <summary>
    /// Begins, unless the same kernels were rehearsed before, were compiled beforehand, or there is but one core to do it.
    /// </summary>
    /// <param name="device">The device that will compute the model.</param>
    public static void Begin(Device device)
    {
        if (!RuntimeFeature.IsDynamicCodeCompiled || Environment.ProcessorCount == 1) return;
        lock (Begun)
        {
            if (!Begun.Add(device.KernelName + " " + device.Computed.Name)) return;
        }

        new Thread(() => TryRun(device)) { IsBackground = true, Name = "matiz rehearsal" }.Start();
    }

    /// <summary>What ended the last rehearsal too early; null: nothing did.</summary>
    internal static Exception? Failure { get; private set; }

    /// <summary>Computes a made-up layer, and a head on its first token.</summary>
    internal static void Run(Device device)
    {
        using var tape = device.NewTape(training: false);
        var layout = new RaggedLayout([0, LongText, Tokens]);
        var lookup = new EmbeddingLookup(new Parameter(device, "words", [Tokens, Hidden], isLookupTable: true), new int[Tokens]);
        var x = tape.Embedding([lookup, lookup], Norm(device));                             // [tokens, hidden]
        var layer = new Layer(device);
        var context = tape.SelfAttention(tape.Linear(x, layer.Joint), layout, Heads, dropout: 0);
        var y = layer.Transform(tape, context, x, layout);                                  // [tokens, hidden]

        var first = tape.Pool(y, layout, Pooling.Cls);                                      // [rows, hidden]
        var query = tape.Linear(first, layer.Query);
        context = tape.SelfAttention(query, tape.Linear(y, layer.KeyValue), layout, Heads, dropout: 0, firstTokensOnly: true);
        var z = layer.Transform(tape, context, first, RaggedLayout.OneTokenARow(layout.RowCount));
        tape.Linear(tape.Linear(z, layer.Query, Activation.Tanh), Linear(device, Labels, Hidden));
        tape.Linear(z, layer.Query, Activation.Relu);
    }

    private static void TryRun(Device device)
    {
        try
        {
            Run(device);
        }
        catch (Exception exception)
        {
            Failure = exception;    // the device ended meanwhile, or memory did: whoever computes the model is told
        }
    }

    private static NormWeights Norm(Device device) =>
        new(new Parameter(device, "gamma", [Hidden]), new Parameter(device, "beta", [Hidden]), 1e-12f);

    private static LinearWeights Linear(Device device, int outputs, int inputs) =>
        new(new Parameter(device, "weight", [outputs, inputs]), new Parameter(device, "bias", [outputs]));

    private sealed class Layer(Device device)
    {
        private readonly LinearWeights _output = Linear(device, Hidden, Hidden);
        private readonly LinearWeights _up = Linear(device, Inner, Hidden), _down = Linear(device, Hidden, Inner);
        private readonly NormWeights _norm = Norm(device);

        public LinearWeights Joint { get; } = Linear(device, 3 * Hidden, Hidden);

        public LinearWeights Query { get; } = Linear(device, Hidden, Hidden);

        public LinearWeights KeyValue { get; } = Linear(device, 2 * Hidden, Hidden);

        public Tensor Transform(Tape tape, Tensor context, Tensor residual, RaggedLayout layout)
        {
            var attended = tape.AddLayerNorm(tape.Linear(context, _output), residual, _norm, 0, layout);
            return tape.AddLayerNorm(tape.FeedForward(attended, _up, Activation.Gelu, _down), attended, _norm, 0, layout);
        }
    }
}
