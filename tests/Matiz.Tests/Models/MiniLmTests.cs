using Matiz.Data;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Formats.Safetensors;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Models;

/// <summary>The real encoder against the reference's hidden states and features.</summary>
public sealed class MiniLmTests
{
    private const string NeedsShared = "needs ../shared: the real MiniLM encoder and what the reference computes with it";

    [Fact]
    public void Forward_SinglePrecision_EqualsReference()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);

        AssertHiddenStates(AutoModel.FromPretrained(SharedFiles.Shared("models/all-MiniLM-L6-v2")), 1e-4);
    }

    [Fact]
    public void Forward_EmbeddedHalfPrecision_IsNearReference()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);

        AssertHiddenStates(AutoModel.FromPretrained(Embedded()), 5e-3);
    }

    [Fact]
    public void NewHead_IsDrawnAsTheReferenceDrawsIt()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        using var expected = SafetensorsFile.Open(SharedFiles.Shared("goldens/trajectories/minilm/initial_head.safetensors"));
        var labels = new ClassLabel(["sadness", "joy", "love", "anger", "fear", "surprise"]);

        var model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Shared("models/all-MiniLM-L6-v2"), labels, seed: 0);

        float[] head = model.Parameters.Single(parameter => parameter.Name is "classifier.weight").Value.ToArray();
        Assert.Equal(0, head.Zip(Read(expected, "classifier.weight"), (a, b) => Math.Abs(a - b)).Max(), 1e-7f);
    }

    [Theory]
    [InlineData(Pooling.Cls, "test64.cls")]
    [InlineData(Pooling.Mean, "test64.mean")]
    public void Extract_FirstTestRows_EqualReference(Pooling pooling, string expectedName)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        using var expected = SafetensorsFile.Open(SharedFiles.Shared("goldens/minilm/expected.safetensors"));
        var texts = Dataset.Load(SharedFiles.Shared("data/emotion/test.csv"))["train"].Take(64).Select(row => new TextInput(row.Text));
        var extractor = FeatureExtractor.Load(SharedFiles.Shared("models/all-MiniLM-L6-v2"), new FeatureOptions { Pooling = pooling });

        float[] features = extractor.ExtractMatrix(texts);

        var differences = new Differences();
        differences.Add(expectedName, Read(expected, expectedName), features, 1e-4);
        differences.AssertSmall();
    }

    private static void AssertHiddenStates(EncoderModel encoder, double tolerance)
    {
        using var expected = SafetensorsFile.Open(SharedFiles.Shared("goldens/minilm/expected.safetensors"));
        float[] mask = Read(expected, "attention_mask"), ids = Read(expected, "input_ids");
        int rows = (int)expected["input_ids"].Shape[0], width = (int)expected["input_ids"].Shape[1];
        int[] real = [.. Enumerable.Range(0, rows * width).Where(token => mask[token] != 0)];
        int[] offsets = [.. Enumerable.Range(0, rows + 1).Select(row => real.Count(token => token < row * width))];
        var batch = new TokenBatch([.. real.Select(token => (int)ids[token])], offsets);
        using var tape = encoder.Device.NewTape(training: false);

        var states = encoder.Forward(tape, batch, EncoderOutputs.HiddenStates).HiddenStates!;

        var differences = new Differences();
        for (int layer = 0; layer < states.Count; layer++)
        {
            float[] padded = Read(expected, $"hidden_states.{layer}");
            float[] stripped = [.. real.SelectMany(token => padded[(token * encoder.HiddenSize)..((token + 1) * encoder.HiddenSize)])];
            differences.Add($"hidden_states.{layer}", stripped, states[layer].ToArray(), tolerance);
        }

        differences.AssertSmall();
    }

    private static ModelFiles Embedded() =>
        ModelFiles.FromStreams(EmbeddedEncoder.Name, EmbeddedEncoder.FileNames, EmbeddedEncoder.Open);

    private static float[] Read(SafetensorsFile file, string name)
    {
        float[] values = new float[file[name].ElementCount];
        file.ReadFloats(name, values);
        return values;
    }
}
