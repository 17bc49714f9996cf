using Matiz.Models;
using Microsoft.ML.OnnxRuntime;

namespace Matiz.Peers;

/// <summary>
/// ONNX Runtime on a graph that <c>convert --to onnx</c> wrote: all optimizations on, one operator at a time over the threads that the
/// others get, ids padded beforehand.
/// </summary>
internal sealed class OnnxRuntimePeer : Peer
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly List<OrtValue> _inputs = [];

    /// <summary>Opens a graph.</summary>
    /// <param name="path">The graph.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="optimizedPath">Where the graph is written as the runtime has fused it.</param>
    public OnnxRuntimePeer(string path, int threads, string optimizedPath)
        : base("ONNX Runtime")
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            OptimizedModelFilePath = optimizedPath,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(path, options);
    }

    /// <summary>The version of the runtime.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <inheritdoc/>
    public override Func<float[]> Prepare(TokenBatch batch)
    {
        var padded = batch.ToPadded();
        string[] names = [.. _session.InputNames];
        OrtValue[] values = [.. names.Select(name => Value(name switch
        {
            "input_ids" => padded.Ids,
            "attention_mask" => padded.AttentionMask,
            _ => padded.TypeIds,
        }))];
        string[] outputs = ["logits"];
        return () =>
        {
            using var results = _session.Run(_run, names, values, outputs);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        };

        OrtValue Value(int[] ids)
        {
            var value = OrtValue.CreateTensorValueFromMemory(
                Array.ConvertAll(ids, id => (long)id), [padded.RowCount, padded.Width]);
            _inputs.Add(value);
            return value;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var input in _inputs) input.Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
