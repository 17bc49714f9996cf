using System.Diagnostics;
using Matiz.Metrics;

namespace Matiz.Learning;

/// <summary>Probabilities of classes: one row a row of data, one column a class, in double precision.</summary>
[DebuggerDisplay("[{Rows}, {Classes}]")]
public sealed class ProbabilityMatrix
{
    /// <summary>A matrix over values that are already there.</summary>
    /// <param name="values">[rows · classes], row-major; kept, not copied.</param>
    /// <param name="classes">Columns, at least 1.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public ProbabilityMatrix(double[] values, int classes)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (values.Length % classes != 0)
            LearningErrors.Length("probabilities", values.Length, (values.Length / classes + 1) * (long)classes, nameof(values));
        (Values, Classes, Rows) = (values, classes, values.Length / classes);
    }

    /// <summary>A matrix of zeros.</summary>
    public ProbabilityMatrix(int rows, int classes)
        : this(new double[checked(rows * classes)], classes)
    {
    }

    /// <summary>[rows · classes], row-major.</summary>
    public double[] Values { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Classes { get; }

    /// <summary>The probabilities of a row, [classes].</summary>
    public Span<double> this[int row] => Values.AsSpan(row * Classes, Classes);

    /// <summary>Copies single-precision scores, such as those of a fine-tuned model after softmax.</summary>
    /// <param name="scores">[rows · classes], row-major.</param>
    /// <param name="classes">Columns.</param>
    public static ProbabilityMatrix From(ReadOnlySpan<float> scores, int classes)
    {
        var values = new double[scores.Length];
        for (int i = 0; i < values.Length; i++) values[i] = scores[i];
        return new ProbabilityMatrix(values, classes);
    }

    /// <summary>Softmax of logits, row by row.</summary>
    /// <param name="logits">[rows · classes], row-major.</param>
    /// <param name="classes">Columns.</param>
    /// <param name="temperature">What the logits are divided by. Default 1.</param>
    public static ProbabilityMatrix Softmax(ReadOnlySpan<float> logits, int classes, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var result = From(logits, classes);
        for (int row = 0; row < result.Rows; row++)
        {
            var values = result[row];
            double max = double.NegativeInfinity, sum = 0;
            foreach (double value in values) max = Math.Max(max, value);
            foreach (ref double value in values) sum += value = Math.Exp((value - max) / temperature);
            foreach (ref double value in values) value /= sum;
        }

        return result;
    }

    /// <summary>The column with the greatest probability of a row; the first wins a tie, as in numpy.</summary>
    public int ArgMax(int row) => ScoreRow.ArgMax<double>(this[row]);

    // One probability matrix, one label a row: what every function of label quality and calibration takes.
    internal void RequireLabels(ReadOnlySpan<int> labels, string parameter)
    {
        if (labels.Length != Rows) LearningErrors.Length("labels", labels.Length, Rows, parameter);
        if (Rows == 0) LearningErrors.NoRows("the probabilities have");
        for (int row = 0; row < Rows; row++)
        {
            ScoreRow.RequireDistribution<double>(this[row], row, "probabilities");
            if ((uint)labels[row] >= (uint)Classes) LearningErrors.LabelRange(row, labels[row], Classes);
        }
    }
}
