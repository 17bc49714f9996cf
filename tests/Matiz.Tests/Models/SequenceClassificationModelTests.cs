using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;

namespace Matiz.Tests.Models;

/// <summary>Every classifier against the reference's numbers, in every kernel variant.</summary>
public sealed class SequenceClassificationModelTests
{
    public static TheoryData<string, KernelVariant> Cases => ExpectedModel.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_LogitsLossAndGradients_EqualReference(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        using var device = new CpuDevice(variant, threads: 1);
        var model = AutoModelForSequenceClassification.FromPretrained(expected.Folder, device: device);
        using var tape = device.NewTape(training: true);

        var logits = model.Forward(tape, expected.Batch);
        var losses = tape.CrossEntropy(logits, expected.Labels);
        float[] weights = new float[losses.Rows];
        Array.Fill(weights, 1f / losses.Rows);                              // loss: mean over the rows
        tape.Backward(losses, weights);

        Assert.Empty(model.LoadingNotes);
        var differences = new Differences();
        differences.Add("logits", expected.Read("logits"), logits.ToArray(), 2e-5);
        differences.Add("loss", expected.Read("loss"), [losses.ToArray().Average()], 2e-5);
        Gradients.Compare(expected, model.Parameters, differences);
        differences.AssertSmall();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_HiddenStatesOfTheEncoder_EqualReference(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        Assert.SkipUnless(expected.HasHiddenStates, "this small copy of the checkpoint has no hidden states");
        using var device = new CpuDevice(variant, threads: 1);
        var model = AutoModelForSequenceClassification.FromPretrained(expected.Folder, device: device);
        using var tape = device.NewTape(training: false);

        var states = model.Encoder.Forward(tape, expected.Batch, EncoderOutputs.HiddenStates).HiddenStates!;

        var differences = new Differences();
        for (int layer = 0; layer < states.Count; layer++)
        {
            if (!expected.Has($"hidden_states.{layer}")) continue;          // left out of copies that are to be small
            differences.Add($"hidden_states.{layer}", expected.RealTokens($"hidden_states.{layer}"), states[layer].ToArray(), 2e-5);
        }

        differences.AssertSmall();
    }

    [Fact]
    public void Freeze_WholeEncoder_LeavesTheHead()
    {
        var model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/sequence-classification"));

        model.Freeze("embeddings, 0-1");

        Assert.Equal(
            ["bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight", "classifier.bias"],
            model.Parameters.Where(parameter => parameter.Trainable).Select(parameter => parameter.Name));
    }

    [Fact]
    public void Freeze_WholeEncoder_BackwardStopsAtTheHead()
    {
        using var expected = new ExpectedModel("distilbert", "sequence-classification");
        var model = AutoModelForSequenceClassification.FromPretrained(expected.Folder);
        model.Freeze("embeddings,0,1");
        using var tape = model.Device.NewTape(training: true);
        var losses = tape.CrossEntropy(model.Forward(tape, expected.Batch), expected.Labels);

        tape.Backward(losses, new float[] { 1, 1, 1, 1, 1, 1 });

        Assert.Equal(
            ["pre_classifier.weight", "pre_classifier.bias", "classifier.weight", "classifier.bias"],
            model.Parameters.Where(parameter => parameter.HasGradient).Select(parameter => parameter.Name));
    }
}
