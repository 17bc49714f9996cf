using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;

namespace Matiz.Tests.Models;

/// <summary>Every encoder against the reference's numbers, in every kernel variant.</summary>
public sealed class EncoderModelTests
{
    public static TheoryData<string, KernelVariant> Cases => ExpectedModel.Cases();

    public static TheoryData<string> ArchitectureNames => [.. TinyModels.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_HiddenStates_EqualReference(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "base");
        using var device = new CpuDevice(variant, threads: 1);
        var encoder = AutoModel.FromPretrained(expected.Folder, device);
        using var tape = device.NewTape(training: false);

        var output = encoder.Forward(tape, expected.Batch, EncoderOutputs.HiddenStates);

        var differences = new Differences();
        for (int layer = 0; layer <= encoder.LayerCount; layer++)
            differences.Add(
                $"hidden_states.{layer}", expected.RealTokens($"hidden_states.{layer}"), output.HiddenStates![layer].ToArray(), 2e-5);
        differences.Add("last_hidden_state", expected.RealTokens("last_hidden_state"), output.LastHiddenState.ToArray(), 2e-5);
        differences.AssertSmall();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_LossAndGradients_EqualReference(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "base");
        using var device = new CpuDevice(variant, threads: 1);
        var encoder = AutoModel.FromPretrained(expected.Folder, device);
        using var tape = device.NewTape(training: true);

        var hidden = encoder.Forward(tape, expected.Batch).LastHiddenState;
        float[] values = hidden.ToArray();
        tape.Backward(hidden, Array.ConvertAll(values, value => 2 * value / values.Length));   // loss: mean square

        var differences = new Differences();
        differences.Add("loss", expected.Read("loss"), [(float)values.Average(value => (double)value * value)], 2e-5);
        Gradients.Compare(expected, encoder.Parameters, differences);
        differences.AssertSmall();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_FirstTokensOnly_HasTheBitsOfTheFullPath(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "base");
        using var device = new CpuDevice(variant, threads: 2);
        var encoder = AutoModel.FromPretrained(expected.Folder, device);
        using var tape = device.NewTape(training: false);

        float[] full = tape.Pool(encoder.Forward(tape, expected.Batch).LastHiddenState, expected.Batch.Layout, Pooling.Cls).ToArray();
        float[] firstOnly = encoder.Forward(tape, expected.Batch, EncoderOutputs.FirstTokensOnly).LastHiddenState.ToArray();

        Assert.Equal(full, firstOnly);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_RowAloneOrInABatch_SameBits(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "base");
        using var device = new CpuDevice(variant, threads: 2);
        var encoder = AutoModel.FromPretrained(expected.Folder, device);
        var batch = expected.Batch;
        using var tape = device.NewTape(training: false);
        float[] together = encoder.Forward(tape, batch).LastHiddenState.ToArray();

        for (int row = 0; row < batch.RowCount; row++)
        {
            int first = batch.Layout.Offsets[row], length = batch.Layout.LengthOf(row);
            var alone = new TokenBatch(batch.Ids[first..(first + length)], [0, length]);
            Assert.Equal(
                together[(first * encoder.HiddenSize)..((first + length) * encoder.HiddenSize)],
                encoder.Forward(tape, alone).LastHiddenState.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(ArchitectureNames))]
    public void Forward_Attentions_AreProbabilitiesThatGiveTheSameStates(string architecture)
    {
        using var expected = new ExpectedModel(architecture, "base");
        using var device = new CpuDevice(threads: 1);
        var encoder = AutoModel.FromPretrained(expected.Folder, device);
        int heads = encoder.HeadCount!.Value;
        using var tape = device.NewTape(training: false);

        var output = encoder.Forward(tape, expected.Batch, EncoderOutputs.Attentions);

        Assert.Equal(encoder.LayerCount, output.Attentions!.Count);
        Assert.Equal(encoder.Forward(tape, expected.Batch).LastHiddenState.ToArray(), output.LastHiddenState.ToArray());
        foreach (var layer in output.Attentions)
        {
            Assert.Equal(expected.Batch.RowCount, layer.Count);
            for (int row = 0; row < layer.Count; row++)
            {
                int length = expected.Batch.Layout.LengthOf(row);
                Assert.Equal(heads * length * length, layer[row].Length);
                Assert.All(layer[row].Chunk(length), query => Assert.Equal(1, query.Sum(p => (double)p), 5));
                Assert.All(layer[row], p => Assert.InRange(p, 0, 1));
            }
        }
    }

    [Fact]
    public void Forward_AttentionsOfUniformKeys_AreUniform()
    {
        using var device = new CpuDevice(threads: 1);
        var encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base"), device);
        foreach (var parameter in encoder.Parameters.Where(
            parameter => parameter.Name.EndsWith("query.weight", StringComparison.Ordinal)
            || parameter.Name.EndsWith("query.bias", StringComparison.Ordinal)))
            Initializer.Constant(parameter, 0);
        using var tape = device.NewTape(training: false);

        var attentions = encoder.Forward(tape, new TokenBatch([2, 7, 9, 3], [0, 4]), EncoderOutputs.Attentions).Attentions!;

        Assert.All(attentions, layer => Assert.All(layer[0], p => Assert.Equal(0.25f, p)));
    }

    [Fact]
    public void Forward_RowLongerThanThePositionTable_SaysSo()
    {
        var encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base"));
        using var tape = encoder.Device.NewTape(training: false);
        var batch = new TokenBatch(new int[67], [0, 67]);

        var error = Assert.Throws<ArgumentException>(() => encoder.Forward(tape, batch));

        Assert.StartsWith(
            "a row has 67 tokens, but the position table of this model ends at 66. Cut longer texts when they are encoded.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_OutputsThatExcludeEachOther_SayWhy()
    {
        var encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base"));
        using var tape = encoder.Device.NewTape(training: true);
        var batch = new TokenBatch([2, 3], [0, 2]);

        var both = Assert.Throws<ArgumentException>(
            () => encoder.Forward(tape, batch, EncoderOutputs.FirstTokensOnly | EncoderOutputs.HiddenStates));
        var training = Assert.Throws<ArgumentException>(() => encoder.Forward(tape, batch, EncoderOutputs.Attentions));

        Assert.StartsWith(
            "the first tokens only, and all hidden states or attentions, exclude each other. Ask for one of them.", both.Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "attentions are given in inference only. Make the tape with training: false.", training.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ArchitectureNames))]
    public void Forward_Training_DropoutChangesTheStatesAndFirstTokensAgree(string architecture)
    {
        using var expected = new ExpectedModel(architecture, "base");
        using var folder = new ModelFolderCopy(expected.Folder);
        foreach (string key in (string[])["dropout", "attention_dropout", "hidden_dropout_prob", "attention_probs_dropout_prob"])
            folder.SetConfig(key, 0.1);
        var encoder = AutoModel.FromPretrained(folder.Path);
        var randomness = new StepRandomness(Seed: 7, Step: 1, FirstRow: 0);
        using var tape = encoder.Device.NewTape(training: true, randomness);
        using var sameTape = encoder.Device.NewTape(training: true, randomness);
        using var plainTape = encoder.Device.NewTape(training: false);

        float[] full = tape.Pool(encoder.Forward(tape, expected.Batch).LastHiddenState, expected.Batch.Layout, Pooling.Cls).ToArray();
        float[] firstOnly = encoder.Forward(sameTape, expected.Batch, EncoderOutputs.FirstTokensOnly).LastHiddenState.ToArray();
        float[] plain = encoder.Forward(plainTape, expected.Batch, EncoderOutputs.FirstTokensOnly).LastHiddenState.ToArray();

        Assert.Equal(full, firstOnly);
        Assert.NotEqual(plain, firstOnly);
    }

    [Fact]
    public void Freeze_Parts_TakesTheirGradients()
    {
        var encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/distilbert/base"));

        encoder.Freeze("embeddings,0");

        Assert.Equal(
            encoder.Parameters.Where(
                parameter => parameter.Name.StartsWith("embeddings.", StringComparison.Ordinal)
                || parameter.Name.StartsWith("transformer.layer.0.", StringComparison.Ordinal)),
            encoder.Parameters.Where(parameter => !parameter.Trainable));
    }

    [Fact]
    public void ParametersOfLayer_AndEmbeddings_AreAllParameters()
    {
        var encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/distilbert/base"));

        Assert.Equal(
            encoder.Parameters, [.. encoder.EmbeddingParameters, .. encoder.ParametersOfLayer(0), .. encoder.ParametersOfLayer(1)]);
    }

    [Fact]
    public void Save_EncoderUnderAHead_SaysWhatToSave()
    {
        var model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/sequence-classification"));

        var error = Assert.Throws<InvalidOperationException>(() => model.Encoder.Save("unused"));

        Assert.Equal("This encoder is part of a classifier: save the classifier, whose folder holds both.", error.Message);
    }
}
