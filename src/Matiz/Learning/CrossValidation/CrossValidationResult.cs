namespace Matiz.Learning;

/// <summary>What classifiers say of rows that they did not learn from.</summary>
/// <param name="Probabilities">[rows, classes of the label list], each row from the classifier that was fitted without its fold.</param>
/// <param name="Folds">The fold of each row.</param>
/// <param name="Warnings">What a user should know: classes with fewer rows than folds, fits that did not converge.</param>
public sealed record CrossValidationResult(ProbabilityMatrix Probabilities, int[] Folds, IReadOnlyList<string> Warnings)
{
    /// <summary>The share of rows whose most probable class is their label.</summary>
    public double Accuracy(ReadOnlySpan<int> labels)
    {
        if (labels.Length != Probabilities.Rows) LearningErrors.Length("labels", labels.Length, Probabilities.Rows, nameof(labels));
        int right = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            if (Probabilities.ArgMax(row) == labels[row]) right++;
        }

        return (double)right / labels.Length;
    }
}
