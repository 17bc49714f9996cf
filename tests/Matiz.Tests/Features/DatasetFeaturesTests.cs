using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Features;

public sealed class DatasetFeaturesTests
{
    private readonly EncoderModel _encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base"));

    [Theory]
    [InlineData(Pooling.Cls, null)]
    [InlineData(Pooling.Mean, null)]
    [InlineData(Pooling.Max, 1)]
    [InlineData(Pooling.Cls, 0)]
    public void Extract_IsWhatEachTextGivesAlone(Pooling pooling, int? layer)
    {
        var rows = TinyRuns.Rows(40);
        var extractor = new FeatureExtractor(
            _encoder, new FeatureOptions { Pooling = pooling, Layer = layer }, new InferenceOptions { TokenBound = 64, ReadAhead = 7 });

        var features = DatasetFeatures.Extract(extractor, rows);

        Assert.Equal((40, 32), (features.Rows, features.Columns));
        for (int row = 0; row < rows.Count; row++) Assert.Equal(extractor.Extract(rows[row].Text), features[row].ToArray());
    }

    [Fact]
    public void Extract_Pairs_AreReadTogether()
    {
        var rows = TinyRuns.Rows(3).Map(row => row with { TextPair = "and then" });
        var extractor = new FeatureExtractor(_encoder);

        var features = DatasetFeatures.ForRows(extractor, rows);

        Assert.Equal(extractor.Extract(rows[1].Text, "and then"), features.Features[1].ToArray());
        Assert.Equal(extractor.Tokenizer.EncodeIds([new TextInput(rows[1].Text, "and then")]).LengthOf(0), features.TokenCounts[1]);
    }

    [Fact]
    public void Of_LongTexts_CountsWhatWasCut()
    {
        var rows = TinyRuns.Rows(8);
        var whole = DatasetFeatures.ForRows(new FeatureExtractor(_encoder), rows);

        var cut = DatasetFeatures.ForRows(new FeatureExtractor(_encoder, options: new InferenceOptions { MaxLength = 6 }), rows);

        Assert.All(cut.TokenCounts, count => Assert.Equal(6, count));
        Assert.Equal(whole.TokenCounts.Select(count => count - 6), cut.DroppedTokens);
    }

    [Fact]
    public void Extract_AnyNumberOfThreads_SameBits()
    {
        using CpuDevice one = new(threads: 1), three = new(threads: 3);
        var rows = TinyRuns.Rows(50);
        float[][] features = [.. new[] { one, three }.Select(device =>
            DatasetFeatures.Extract(FeatureExtractor.Load(SharedFiles.Golden("tiny/bert/base"), device: device), rows).Values)];
        Assert.Equal(features[0], features[1]);
    }

    [Fact]
    public void Extract_NoRows_NamesTheSplit() => Assert.Equal(
        "the split 'test' has no rows. At least one was expected. Give rows, or leave the empty split out.",
        Assert.Throws<DataException>(() => DatasetFeatures.Extract(new FeatureExtractor(_encoder), TinyRuns.Rows(0, "test"))).Message);

    [Fact]
    public void Extract_FeatureThatIsNoNumber_NamesTheRow_AndIsNotKept()
    {
        using var folder = new TemporaryFolder();
        var table = _encoder.Parameters[0];
        float[] values = table.Value.ToArray();
        int id = new FeatureExtractor(_encoder).Tokenizer.EncodeIds([new TextInput("glad")]).Row(0)[1];
        values[id * 32] = float.NaN;
        table.CopyFrom(values);
        var rows = Dataset.From(["quite well", "i am glad"], text => text, _ => "a");

        var exception = Assert.Throws<DataException>(
            () => DatasetFeatures.Extract(new FeatureExtractor(_encoder), rows, new FeatureCache(folder["cache"])));

        Assert.StartsWith(
            "the feature of 'train' in row 1 (from 0; train:2), column 0 (from 0) is NaN. A finite number was expected.", exception.Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["cache"]));
    }

    [Fact]
    public void Of_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(() => DatasetFeatures.ForRows(
        new FeatureExtractor(_encoder), TinyRuns.Rows(8), cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void Of_Progress_EndsWithTheLastRow()
    {
        var told = new List<FeatureProgress>();
        DatasetFeatures.ForRows(new FeatureExtractor(_encoder), TinyRuns.Rows(8, "test"), progress: new Listener(told));
        Assert.Equal(new FeatureProgress("test", 8, 8, 0, IsFromCache: false), told[^1]);
    }

    private sealed class Listener(List<FeatureProgress> told) : IProgress<FeatureProgress>
    {
        public void Report(FeatureProgress value) => told.Add(value);
    }
}
