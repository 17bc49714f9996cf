using Matiz.Formats.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.Onnx;

/// <summary>Heads of sequence classifiers that several architectures have.</summary>
internal static class OnnxHeads
{
    /// <summary>Linear, activation, linear on the first token.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="hidden">[batch, length, hidden]</param>
    /// <param name="first">The first linear layer.</param>
    /// <param name="activation">Behind it.</param>
    /// <param name="second">The second, whose rows are the labels.</param>
    public static OnnxValue FirstToken(
        OnnxModel model, OnnxValue hidden, string first, Activation activation, string second)
    {
        var inner = model.Activate(model.LinearOfRows(model.FirstTokens(hidden), first), activation);       // [batch, hidden]
        return model.LinearOfRows(inner, second);                                                           // [batch, labels]
    }

    /// <summary>RoBERTa's: <c>classifier.dense</c>, tanh, <c>classifier.out_proj</c>.</summary>
    public static OnnxValue Roberta(OnnxModel model, OnnxValue hidden) =>
        FirstToken(model, hidden, "classifier.dense", Activation.Tanh, "classifier.out_proj");
}
