using System.Diagnostics;
using Matiz.Data;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>The loss of each row, as the problem type has it; and what each row counts in a batch's mean.</summary>
internal sealed class RowLoss
{
    private readonly ProblemType _problemType;
    private readonly int _classes;
    private readonly float _labelSmoothing;
    private readonly float[]? _classWeights;

    /// <summary>The loss of a problem type.</summary>
    /// <param name="problemType">Decides the loss.</param>
    /// <param name="classes">Labels of the model.</param>
    /// <param name="labelSmoothing">For single-label classification only.</param>
    /// <param name="classWeights">For single-label classification only; null: all weigh 1.</param>
    public RowLoss(ProblemType problemType, int classes, double labelSmoothing = 0, float[]? classWeights = null)
    {
        Debug.Assert(problemType == ProblemType.SingleLabelClassification || (labelSmoothing == 0 && classWeights is null), "for one label a row only");
        (_problemType, _classes, _labelSmoothing, _classWeights) = (problemType, classes, (float)labelSmoothing, classWeights);
    }

    /// <summary>[rows, 1]</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="logits">[rows, labels]</param>
    /// <param name="labels">The labels of the whole dataset.</param>
    /// <param name="rows">The rows of this pass.</param>
    public Tensor Forward(Tape tape, Tensor logits, IReadOnlyList<Label> labels, ReadOnlySpan<int> rows) => _problemType.LabelKind switch
    {
        LabelKind.Index => tape.CrossEntropy(logits, Indices(labels, rows), _labelSmoothing, _classWeights),
        LabelKind.Indices => tape.SigmoidCrossEntropy(logits, Targets(tape, labels, rows)),
        _ => tape.MeanSquaredError(logits, Targets(tape, labels, rows)),
    };

    /// <summary>What a row counts in its batch's mean: its class's weight, which the loss already carries as a factor; else 1.</summary>
    public float CountOf(Label label) => _classWeights is null ? 1f : _classWeights[label.Index];

    private static int[] Indices(IReadOnlyList<Label> labels, ReadOnlySpan<int> rows)
    {
        var indices = new int[rows.Length];
        for (int i = 0; i < indices.Length; i++) indices[i] = labels[rows[i]].Index;
        return indices;
    }

    // [rows, labels]: 0 or 1, or the number itself
    private Tensor Targets(Tape tape, IReadOnlyList<Label> labels, ReadOnlySpan<int> rows)
    {
        var targets = new float[rows.Length * _classes];
        for (int i = 0; i < rows.Length; i++)
        {
            var label = labels[rows[i]];
            if (label.Kind == LabelKind.Value)
            {
                targets[i * _classes] = label.Value;
                continue;
            }

            foreach (int index in label.Indices) targets[(i * _classes) + index] = 1;
        }

        return tape.NewTensor(rows.Length, _classes, targets);
    }
}
