using Matiz.Data;

namespace Matiz.Metrics.Draws;

/// <summary>A row that was predicted and has a label.</summary>
/// <param name="Truth">Its label.</param>
/// <param name="Predicted">What was predicted.</param>
/// <param name="Scores">One a label.</param>
/// <param name="Loss">Its loss; null where there is none, then for all rows.</param>
internal readonly record struct MeasuredRow(Label Truth, Label Predicted, float[] Scores, double? Loss);
