using Matiz.Formats.Onnx;

namespace Matiz.Models.Onnx;

/// <summary>How an architecture is written as a graph.</summary>
/// <param name="Encoder">The last hidden states, [batch, length, hidden].</param>
/// <param name="Classifier">The logits of these, [batch, labels].</param>
internal sealed record OnnxArchitecture(Func<OnnxModel, OnnxValue> Encoder, Func<OnnxModel, OnnxValue, OnnxValue> Classifier);
