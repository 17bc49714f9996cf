using Matiz.Formats.Onnx;
using Matiz.Models.Loading;

namespace Matiz.Models.Onnx;

/// <content>
/// Layers in 8-bit integers, in the very shape that ONNX Runtime fuses into one operator. A weight has a scale for each output (a row of
/// W) and no zero point; activations have one scale and one zero point for the whole batch, which the graph finds when it runs.
/// </content>
internal sealed partial class OnnxModel
{
    private readonly Dictionary<OnnxValue, OnnxValue[]> _rounded = [];

    // x ≈ (q − zero)·s, W ≈ w·t   ⇒   x·Wᵀ ≈ Σ (q − zero)·w · (s·t)
    private OnnxValue QuantizedProduct(OnnxValue x, string layer)
    {
        string name = layer + ".weight";
        var parameter = Use(name);
        long outputs = parameter.Shape[0], inputs = parameter.Shape[1];
        var weight = Graph.WeightOfBytes(name + "_quantized", [inputs, outputs], Turn);
        var scales = Graph.Weight(name + "_scale", [outputs], destination => new MatrixOfBytes(parameter).Scales.CopyTo(destination));
        var (rounded, scale, zero) = Rounded(x);
        var sums = Graph.Node("MatMulInteger", layer, [rounded, weight, zero]);
        var singles = Graph.Node("Cast", layer, [sums], ("to", (long)OnnxTypes.Float));
        return Graph.Node("Mul", layer, [singles, Graph.Node("Mul", layer, [scale, scales])]);

        void Turn(Span<sbyte> destination)
        {
            sbyte[] values = new MatrixOfBytes(parameter).Values;
            for (int input = 0; input < inputs; input++)
            {
                for (int output = 0; output < outputs; output++)
                    destination[(int)((input * outputs) + output)] = values[(output * inputs) + input];
            }
        }
    }

    // Rows of a table, each with a scale of its own.
    private OnnxValue QuantizedLookup(OnnxValue numbers, string layer)
    {
        string name = layer + ".weight";
        var parameter = Use(name);
        long rows = parameter.Shape[0], columns = parameter.Shape[1];
        var table = Graph.WeightOfBytes(
            name + "_quantized", [rows, columns], destination => new MatrixOfBytes(parameter).Values.CopyTo(destination));
        var scales = Graph.Weight(name + "_scale", [rows, 1], destination => new MatrixOfBytes(parameter).Scales.CopyTo(destination));
        var found = Graph.Node("Gather", layer, [table, numbers]);                          // [batch, length, columns]
        var singles = Graph.Node("Cast", layer, [found], ("to", (long)OnnxTypes.Float));
        return Graph.Node("Mul", layer, [singles, Graph.Node("Gather", layer, [scales, numbers])]);
    }

    // Queries, keys and values read the same rows, which are rounded once.
    private (OnnxValue Rounded, OnnxValue Scale, OnnxValue Zero) Rounded(OnnxValue x)
    {
        if (!_rounded.TryGetValue(x, out var parts))
            _rounded.Add(x, parts = Graph.Nodes("DynamicQuantizeLinear", null, [x], outputs: 3));
        return (parts[0], parts[1], parts[2]);
    }
}
