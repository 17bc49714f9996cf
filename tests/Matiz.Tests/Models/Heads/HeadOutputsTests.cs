using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations;

namespace Matiz.Tests.Models.Heads;

/// <summary>Every head of every architecture against the reference's numbers, in every kernel variant.</summary>
public sealed class HeadOutputsTests
{
    private const double OutputTolerance = 3e-5;

    public static TheoryData<string, string, KernelVariant> Cases => new(
        from head in TinyModels.Heads
        from variant in KernelTable.VariantsOf(Precision.Float32)
        select (head.ModelType, head.Task, variant));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_OutputsLossAndGradients_EqualReference(string modelType, string task, KernelVariant variant)
    {
        using var expected = new ExpectedModel(modelType, task);
        using var device = new CpuDevice(variant, threads: 1);
        var model = HeadRun.Open(task, expected.Folder, device);
        using var run = new HeadRun(model, expected);

        run.Backward();

        Assert.Empty(model.LoadingNotes);
        var differences = new Differences();
        foreach (var (name, wanted, found) in run.Outputs()) differences.Add(name, wanted, found, OutputTolerance);
        // The reference's softmax over the tokens of a row counts padding: its loss is made again of its logits.
        differences.Add("loss", [(float)run.ExpectedLoss()], [(float)run.Loss()], 1e-4 * run.ExpectedLoss());
        if (task is not ModelHead.QuestionAnswering) Gradients.Compare(expected, model.Parameters, differences);
        differences.AssertSmall();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_HiddenStatesUnderTheHead_EqualReference(string modelType, string task, KernelVariant variant)
    {
        using var expected = new ExpectedModel(modelType, task);
        Assert.SkipUnless(expected.HasHiddenStates, "this small copy of the checkpoint has no hidden states");
        using var device = new CpuDevice(variant, threads: 1);
        var encoder = HeadRun.Open(task, expected.Folder, device).Encoder;
        using var tape = device.NewTape(training: false);

        var states = encoder.Forward(tape, expected.Batch, EncoderOutputs.HiddenStates).HiddenStates!;

        Assert.Equal(encoder.LayerCount + 1, states.Count);
        var differences = new Differences();
        for (int layer = 0; layer < states.Count; layer++)
        {
            if (!expected.Has($"hidden_states.{layer}")) continue;          // left out of copies that are to be small
            differences.Add(
                $"hidden_states.{layer}", expected.RealTokens($"hidden_states.{layer}"), states[layer].ToArray(), OutputTolerance);
        }

        differences.AssertSmall();
    }
}
