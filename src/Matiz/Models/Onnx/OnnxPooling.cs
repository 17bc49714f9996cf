using Matiz.Formats.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.Onnx;

/// <summary>One vector a row, in a graph.</summary>
internal static class OnnxPooling
{
    /// <summary>The vectors, without those of padding.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="hidden">[batch, length, hidden]</param>
    /// <param name="pooling">How one is made of those of the tokens.</param>
    /// <returns>[batch, hidden]</returns>
    public static OnnxValue Pool(OnnxModel model, OnnxValue hidden, Pooling pooling)
    {
        if (pooling == Pooling.Cls) return model.FirstTokens(hidden);
        var mask = model.Unsqueeze(model.FloatMask, 2);                                     // [batch, length, 1]
        if (pooling == Pooling.Max)
        {
            var isToken = model.Unsqueeze(model.ToTruth(model.AttentionMask), 2);
            var seen = model.Graph.Node("Where", null, [isToken, hidden, model.Graph.Constant(float.MinValue)]);
            return model.Graph.Node("ReduceMax", null, [seen], ("axes", (long[])[1]), ("keepdims", 0L));
        }

        var sum = Sum(model, model.Multiply(hidden, mask));
        return model.Graph.Node("Div", null, [sum, Sum(model, mask)]);
    }

    /// <summary>Vectors of length 1.</summary>
    public static OnnxValue Normalize(OnnxModel model, OnnxValue vectors)
    {
        const float LeastLength = 1e-12f;
        var length = model.Graph.Node("ReduceL2", null, [vectors], ("axes", (long[])[-1]), ("keepdims", 1L));
        return model.Graph.Node("Div", null, [vectors, model.Graph.Node("Max", null, [length, model.Graph.Constant(LeastLength)])]);
    }

    private static OnnxValue Sum(OnnxModel model, OnnxValue x) =>
        model.Graph.Node("ReduceSum", null, [x, model.Graph.Wholes(1)], ("keepdims", 0L));
}
