using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models.Heads;

/// <summary>
/// The gradients of question answering against central differences: the reference's count padding, which Matiz has none of.
/// </summary>
public sealed class AnswerGradientTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-4;

    public static TheoryData<string> ModelTypes =>
        [.. TinyModels.Heads.Where(head => head.Task is ModelHead.QuestionAnswering).Select(head => head.ModelType)];

    [Theory]
    [MemberData(nameof(ModelTypes))]
    public void Backward_AlongEveryGradient_EqualsTheChangeOfTheLoss(string modelType)
    {
        using var expected = new ExpectedModel(modelType, ModelHead.QuestionAnswering);
        using var device = new CpuDevice(KernelVariant.Reference, threads: 1);
        var model = HeadRun.Open(ModelHead.QuestionAnswering, expected.Folder, device);
        using (var run = new HeadRun(model, expected)) run.Backward();

        foreach (var parameter in model.Parameters)
        {
            float[] gradient = parameter.GradientToArray();
            double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            if (norm < 1e-4) continue;                                      // key biases, whose gradient is 0 in exact arithmetic
            double difference = SlopeAlong(model, expected, parameter, gradient, norm);
            output.WriteLine($"{parameter.Name}: {norm:g4}, relative difference {Math.Abs(difference - norm) / norm:g2}");
            Assert.InRange(difference / norm, 1 - Tolerance, 1 + Tolerance);
        }
    }

    // Five-point difference along the gradient, over steps that change the loss by about a hundredth.
    private static double SlopeAlong(ModelWithHead model, ExpectedModel expected, Parameter parameter, float[] gradient, double norm)
    {
        float[] values = parameter.Value.ToArray();
        double step = Math.Min(0.01 / norm, 0.05);
        double At(double distance)
        {
            parameter.CopyFrom([.. values.Select((value, i) => (float)(value + (distance * gradient[i] / norm)))]);
            using var run = new HeadRun(model, expected);
            return run.Loss();
        }

        double slope = ((8 * (At(step) - At(-step))) - (At(2 * step) - At(-2 * step))) / (12 * step);
        parameter.CopyFrom(values);
        return slope;
    }
}
