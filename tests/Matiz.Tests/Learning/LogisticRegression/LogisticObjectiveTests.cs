using Matiz.Learning;
using Matiz.Learning.Numerics;
using Matiz.Tensors;

namespace Matiz.Tests.Learning;

public class LogisticObjectiveTests
{
    public static TheoryData<KernelVariant, int> Cases
    {
        get
        {
            var cases = new TheoryData<KernelVariant, int>();
            foreach (var kernel in RowKernel.All)
            {
                cases.Add(kernel.Variant, 2);
                cases.Add(kernel.Variant, 4);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_EveryKernel_EqualsDifferencesOfThePlainFormula(KernelVariant variant, int classes)
    {
        var (features, labels) = LearningData.Encoded(611, 9, classes);      // three blocks, the last tile with three rows
        var weights = new double[611];
        for (int row = 0; row < weights.Length; row++) weights[row] = 0.5 + (row % 3);
        var options = new LogisticRegressionOptions { C = 0.02 };
        var objective = new LogisticObjective(
            RowKernel.For(variant), features, new TrainingLabels([.. Enumerable.Range(0, classes)], labels, weights), options,
            CancellationToken.None);
        AlignedArray<double> point = new(objective.Length), gradient = new(objective.Length);
        var random = new SeededRandom(3);
        for (int k = 0; k < objective.Outputs; k++)
        {
            for (int j = 0; j <= 9; j++) point.Span[(k * objective.Stride) + j] = LearningData.Normal(ref random);
        }

        double value = objective.Evaluate(point, gradient);
        var at = point.Span.ToArray();
        Assert.Equal(Plain(at, features, labels, weights, objective), value, 1e-12);
        for (int k = 0; k < objective.Outputs; k++)
        {
            for (int j = 0; j < objective.Stride; j++)
            {
                int i = (k * objective.Stride) + j;
                double expected = 0;
                if (j <= 9)
                {
                    const double h = 1e-5;
                    double[] above = [.. at], below = [.. at];
                    above[i] += h;
                    below[i] -= h;
                    expected = (
                        Plain(above, features, labels, weights, objective) - Plain(below, features, labels, weights, objective)) / (2 * h);
                }

                Assert.Equal(expected, gradient.Span[i], 1e-8);
            }
        }
    }

    // Σ w ℓ / Σ w + ½‖W‖² / (C Σ w), term by term.
    private static double Plain(double[] point, FeatureMatrix features, int[] labels, double[] weights, LogisticObjective objective)
    {
        double loss = 0, squares = 0;
        for (int row = 0; row < features.Rows; row++)
        {
            var z = new double[Math.Max(2, objective.Outputs)];
            for (int k = 0; k < objective.Outputs; k++)
            {
                int output = objective.Outputs == 1 ? 1 : k;    // a sigmoid is a softmax beside 0
                for (int j = 0; j <= features.Columns; j++)
                    z[output] += point[(k * objective.Stride) + j] * (j < features.Columns ? features[row][j] : 1);
            }

            loss += weights[row] * (Math.Log(z.Sum(Math.Exp)) - z[labels[row]]);
        }

        for (int i = 0; i < point.Length; i++)
        {
            if (i % objective.Stride < features.Columns) squares += point[i] * point[i];
        }

        return (loss / weights.Sum()) + (0.5 * squares / (0.02 * weights.Sum()));
    }
}
