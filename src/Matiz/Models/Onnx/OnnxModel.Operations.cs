using Matiz.Formats.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.Onnx;

/// <content>Operations without weights.</content>
internal sealed partial class OnnxModel
{
    /// <summary>a + b.</summary>
    public OnnxValue Add(OnnxValue a, OnnxValue b) => Graph.Node("Add", null, [a, b]);

    /// <summary>a − b.</summary>
    public OnnxValue Subtract(OnnxValue a, OnnxValue b) => Graph.Node("Sub", null, [a, b]);

    /// <summary>a · b, number by number.</summary>
    public OnnxValue Multiply(OnnxValue a, OnnxValue b) => Graph.Node("Mul", null, [a, b]);

    /// <summary>x / divisor.</summary>
    public OnnxValue Divide(OnnxValue x, float divisor) => Graph.Node("Div", null, [x, Graph.Constant(divisor)]);

    /// <summary>a · b, the matrices of the last two axes.</summary>
    public OnnxValue Product(OnnxValue a, OnnxValue b) => Graph.Node("MatMul", null, [a, b]);

    /// <summary>Axes in another order.</summary>
    public OnnxValue Turn(OnnxValue x, params long[] order) => Graph.Node("Transpose", null, [x], ("perm", order));

    /// <summary>Axes of length 1 at places.</summary>
    public OnnxValue Unsqueeze(OnnxValue x, params ReadOnlySpan<long> axes) => Graph.Node("Unsqueeze", null, [x, Graph.Wholes(axes)]);

    /// <summary>The numbers under another shape; 0 keeps a length, −1 is what is left.</summary>
    public OnnxValue Reshape(OnnxValue x, params ReadOnlySpan<long> shape) => Graph.Node("Reshape", null, [x, Graph.Wholes(shape)]);

    /// <summary>Whole numbers or truths as singles.</summary>
    public OnnxValue ToFloat(OnnxValue x) => Graph.Node("Cast", null, [x], ("to", (long)OnnxTypes.Float));

    /// <summary>Truths as whole numbers.</summary>
    public OnnxValue ToWhole(OnnxValue x) => Graph.Node("Cast", null, [x], ("to", (long)OnnxTypes.Int64));

    /// <summary>Whole numbers as truths.</summary>
    public OnnxValue ToTruth(OnnxValue x) => Graph.Node("Cast", null, [x], ("to", (long)OnnxTypes.Bool));

    /// <summary>The length of an axis, [1].</summary>
    public OnnxValue Length(OnnxValue x, int axis) => Graph.Node("Shape", null, [x], ("start", (long)axis), ("end", axis + 1L));

    /// <summary>[batch, length, hidden] as [batch, heads, length, columns].</summary>
    public OnnxValue SplitHeads(OnnxValue x, int heads, int columns) => Turn(Reshape(x, 0, 0, heads, columns), 0, 2, 1, 3);

    /// <summary>[batch, length, hidden] as [batch, heads, columns, length], the form of keys in a product.</summary>
    public OnnxValue SplitTurned(OnnxValue x, int heads, int columns) => Turn(Reshape(x, 0, 0, heads, columns), 0, 2, 3, 1);

    /// <summary>[batch, heads, length, columns] as [batch, length, hidden].</summary>
    public OnnxValue MergeHeads(OnnxValue x, int hidden) => Reshape(Turn(x, 0, 2, 1, 3), 0, 0, hidden);

    /// <summary>softmax(scores)·values, [batch, heads, length, columns].</summary>
    public OnnxValue Attend(OnnxValue scores, OnnxValue values) =>
        Product(Graph.Node("Softmax", null, [scores], ("axis", 3L)), values);

    /// <summary>query·keyᵀ · factor, [batch, heads, length, length].</summary>
    public OnnxValue Scores(OnnxValue query, OnnxValue key, float factor) =>
        Multiply(Product(query, Turn(key, 0, 1, 3, 2)), Graph.Constant(factor));

    /// <summary>An activation, by the operators of the opset.</summary>
    /// <exception cref="NotSupportedException">The activation has no graph.</exception>
    public OnnxValue Activate(OnnxValue x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Graph.Node("Relu", null, [x]),
        Activation.Tanh => Graph.Node("Tanh", null, [x]),
        Activation.Sigmoid => Graph.Node("Sigmoid", null, [x]),
        Activation.Silu => Multiply(x, Graph.Node("Sigmoid", null, [x])),
        Activation.QuickGelu => Multiply(x, Graph.Node("Sigmoid", null, [Multiply(x, Graph.Constant(1.702f))])),
        Activation.Mish => Multiply(x, Graph.Node("Tanh", null, [Graph.Node("Softplus", null, [x])])),
        Activation.Relu6 => Graph.Node("Clip", null, [x, Graph.Constant(0f), Graph.Constant(6f)]),
        Activation.GeluUpTo10 => Graph.Node("Min", null, [Activate(x, Activation.Gelu), Graph.Constant(10f)]),
        Activation.Gelu => Gelu(x, Graph.Node("Erf", null, [Divide(x, (float)Math.Sqrt(2))])),
        Activation.GeluTanh => Gelu(x, Graph.Node("Tanh", null, [TanhInside(x)])),
        _ => throw new NotSupportedException($"{activation} has no graph."),
    };

    // x · ½ · (1 + part)
    private OnnxValue Gelu(OnnxValue x, OnnxValue part) =>
        Multiply(Multiply(x, Graph.Constant(0.5f)), Add(part, Graph.Constant(1f)));

    // √(2/π) · (x + 0.044715 x³)
    private OnnxValue TanhInside(OnnxValue x)
    {
        var cube = Multiply(Multiply(x, x), x);
        return Multiply(Add(x, Multiply(cube, Graph.Constant(0.044715f))), Graph.Constant((float)Math.Sqrt(2 / Math.PI)));
    }
}
