using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference;

public sealed class FeatureExtractorTests
{
    public static TheoryData<Pooling, int?> Features
    {
        get
        {
            var cases = new TheoryData<Pooling, int?>();
            foreach (var pooling in Enum.GetValues<Pooling>())
            {
                foreach (int? layer in (int?[])[null, 0, 1, 2]) cases.Add(pooling, layer);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void Extract_AnyPoolingAndLayer_PoolsTheReferencesStates(Pooling pooling, int? layer)
    {
        using var expected = new ExpectedModel("bert", "base");
        var extractor = FeatureExtractor.Load(expected.Folder, new FeatureOptions { Pooling = pooling, Layer = layer });
        float[] states = expected.RealTokens($"hidden_states.{layer ?? extractor.Encoder.LayerCount}");

        float[] features = extractor.ExtractMatrix(expected.Texts.Select(text => new TextInput(text)));

        var differences = new Differences();
        differences.Add(
            "features", [.. Enumerable.Range(0, expected.Batch.RowCount).SelectMany(row => Pool(states, expected.Batch, row, pooling))],
            features, 2e-5);
        differences.AssertSmall();
    }

    [Fact]
    public void Extract_AloneOrInAStream_SameBits()
    {
        using var expected = new ExpectedModel("distilbert", "base");
        var encoder = AutoModel.FromPretrained(expected.Folder);
        var alone = new FeatureExtractor(encoder, new FeatureOptions { Pooling = Pooling.Mean });
        var stream = new FeatureExtractor(
            encoder, new FeatureOptions { Pooling = Pooling.Mean }, new InferenceOptions { TokenBound = 30, ReadAhead = 4 });

        Assert.Equal(
            expected.Texts.Select(text => alone.Extract(text)), stream.Extract(expected.Texts.Select(text => new TextInput(text))));
        Assert.Equal(32, alone.FeatureCount);
        Assert.Equal(64, alone.MaxLength);
    }

    [Fact]
    public void Constructor_NoSuchLayer_NamesTheRange() => Assert.StartsWith(
        "there is no layer 3; expected 0 (the embeddings) to 2.",
        Assert.Throws<ArgumentOutOfRangeException>(
            () => FeatureExtractor.Load(SharedFiles.Golden("tiny/bert/base"), new FeatureOptions { Layer = 3 })).Message,
        StringComparison.Ordinal);

    private static float[] Pool(float[] states, TokenBatch batch, int row, Pooling pooling)
    {
        const int Hidden = 32;
        var tokens = Enumerable.Range(batch.Layout.Offsets[row], batch.Layout.LengthOf(row)).ToArray();
        return [.. Enumerable.Range(0, Hidden).Select(column => pooling switch
        {
            Pooling.Cls => states[(tokens[0] * Hidden) + column],
            Pooling.Mean => (float)tokens.Average(token => (double)states[(token * Hidden) + column]),
            _ => tokens.Max(token => states[(token * Hidden) + column]),
        })];
    }
}
