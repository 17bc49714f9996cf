namespace Matiz.Tensors.Tests.Operations;

/// <summary>The plain loops' gradients against central differences of their forward pass.</summary>
public class GradientTests(ITestOutputHelper output)
{
    // Five-point differences: the error of the formula is of the order step⁴, that of the float output 1e-7 / step.
    private const double Step = 0.03;
    private const double Tolerance = 2e-4;

    public static IEnumerable<TheoryDataRow<string>> Operations => OperationCases.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Backward_EqualsCentralDifferences(string name)
    {
        using var device = new CpuDevice(KernelVariant.Reference, threads: 1);
        var operation = OperationCases.Find(name, Sizes.Tiny);
        var (inputs, parameters) = operation.Values();
        var result = operation.Evaluate(device, inputs, parameters);
        foreach (var (operand, gradient) in inputs.Zip(result.InputGradients).Concat(parameters.Zip(result.ParameterGradients)))
        {
            double largest = gradient.Max(Math.Abs), worst = 0;
            for (int i = 0; i < operand.Length; i++)
            {
                double difference = Difference(operation, device, inputs, parameters, operand, i);
                worst = Math.Max(worst, Math.Abs(difference - gradient[i]));
            }

            output.WriteLine($"{operand.Length} gradients up to {largest:g3}: largest difference {worst:g3}");
            Assert.InRange(worst, 0, Tolerance * Math.Max(1, largest));
            Assert.True(largest > 1e-3, "a gradient of zeros proves nothing");
        }
    }

    private static double Difference(
        OperationCase operation, CpuDevice device, float[][] inputs, float[][] parameters, float[] operand, int index)
    {
        float before = operand[index];
        double At(double offset)
        {
            operand[index] = (float)(before + offset);
            var moved = operation.Evaluate(device, inputs, parameters);
            return moved.Output.Zip(moved.OutputGradient, (y, g) => (double)y * g).Sum();
        }

        double difference = ((8 * (At(Step) - At(-Step))) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
        operand[index] = before;
        return difference;
    }
}
