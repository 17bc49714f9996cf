using Matiz.Data;
using Matiz.Tasks;
using Matiz.Tasks.Arithmetic;

namespace Matiz.Inference;

/// <summary>
/// Probabilities of logits, each row by itself and in double precision, so that a text's scores do not depend on its batch.
/// </summary>
public static class Scores
{
    /// <summary>The probabilities of one row: softmax; sigmoid for several labels a row, or for one label; the logits themselves for
    /// regression; what a task of your own says for its name.</summary>
    /// <param name="logits">One a label.</param>
    /// <param name="problemType">What a label is.</param>
    /// <param name="temperature">What logits are divided by; nothing of it for regression. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero or negative.</exception>
    public static float[] Compute(ReadOnlySpan<float> logits, ProblemType problemType, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return TextTask.For(problemType).ScoresOf(logits, temperature);
    }

    /// <summary>The scores of one row by a function that is asked for, whatever the task.</summary>
    /// <param name="logits">One a label.</param>
    /// <param name="function">What makes scores of them.</param>
    /// <param name="temperature">What logits are divided by; nothing of it where they stay as they are. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero or negative, or the function is no named one.</exception>
    public static float[] Compute(ReadOnlySpan<float> logits, ScoreFunction function, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return function switch
        {
            ScoreFunction.Softmax => Probabilities.Softmax(logits, temperature),
            ScoreFunction.Sigmoid => Probabilities.Sigmoid(logits, temperature),
            ScoreFunction.None => logits.ToArray(),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "expected a named function."),
        };
    }
}
