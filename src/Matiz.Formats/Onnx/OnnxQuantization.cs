namespace Matiz.Formats.Onnx;

/// <summary>Refuses graphs whose weights are not those of the model: quantized ones, and those that a runtime has fused.</summary>
internal static class OnnxQuantization
{
    private static readonly string[] Operations =
    [
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "ConvInteger", "QLinearMatMul", "QLinearConv",
        "MatMulNBits", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "QAttention", "QEmbedLayerNormalization", "QGemm",
    ];

    private static readonly string[] Ends = ["_quantized", "_scale", "_zero_point", "_Q4", "_scales"];

    /// <summary>Refuses by the name of the first part that shows it.</summary>
    /// <exception cref="OnnxException">The graph is quantized or fused.</exception>
    public static void Refuse(string path, GraphProto graph)
    {
        const string Remedy = "The model in floating-point numbers was expected: take the export that is not quantized (model.onnx).";
        if (graph.Node.FirstOrDefault(node => Operations.Contains(node.OpType, StringComparer.Ordinal)) is { } node)
            throw new OnnxException(path, $"the graph is quantized: node '{node.Name}' is {node.OpType}. {Remedy}");
        foreach (var tensor in graph.Initializer)
        {
            if (Array.Exists(Ends, end => tensor.Name.EndsWith(end, StringComparison.Ordinal)))
                throw new OnnxException(path, $"the graph is quantized: there is the tensor '{tensor.Name}'. {Remedy}");
        }

        if (graph.Node.FirstOrDefault(node => node.Domain is not ("" or "ai.onnx")) is not { } fused) return;
        throw new OnnxException(
            path, $"node '{fused.Name}' is {fused.OpType} of '{fused.Domain}': a runtime has fused the graph, so that its weights are no "
            + "longer those of the model. The graph as it was exported was expected: take that file.");
    }
}
