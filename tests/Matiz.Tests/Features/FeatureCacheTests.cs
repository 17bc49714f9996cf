using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;

namespace Matiz.Tests.Features;

public sealed class FeatureCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EncoderModel _encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base"));
    private readonly Dataset _rows = TinyRuns.Rows(20);

    private FeatureCache Cache => new(_folder["cache"]);

    private string OnlyFile => Assert.Single(Directory.GetFiles(_folder["cache"]));

    [Fact]
    public void SecondTime_IsRead_WithTheSameBits()
    {
        var computed = DatasetFeatures.ForRows(new FeatureExtractor(_encoder), _rows);
        var first = DatasetFeatures.ForRows(new FeatureExtractor(_encoder), _rows, Cache);
        var second = DatasetFeatures.ForRows(new FeatureExtractor(_encoder), _rows, Cache);

        Assert.False(first.IsFromCache);
        Assert.True(second.IsFromCache);
        foreach (var features in (DatasetFeatures[])[first, second])
        {
            Assert.Equal(computed.Features.Values, features.Features.Values);
            Assert.Equal(computed.TokenCounts, features.TokenCounts);
            Assert.Equal(computed.DroppedTokens, features.DroppedTokens);
            Assert.Null(features.CacheProblem);
        }
    }

    [Fact]
    public void Key_SameContent_IsTheSame()
    {
        string key = Key();

        Assert.Equal(key, Key());
        Assert.Equal(key, FeatureCache.KeyOf(new FeatureExtractor(AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base"))), _rows));
        Assert.Equal(key, FeatureCache.KeyOf(new FeatureExtractor(_encoder, new FeatureOptions { Layer = 2 }), _rows));
        Assert.Equal(
            key,
            FeatureCache.KeyOf(new FeatureExtractor(_encoder, options: new InferenceOptions { TokenBound = 7, ReadAhead = 3 }), _rows));
        Assert.Equal(key, FeatureCache.KeyOf(
            new FeatureExtractor(_encoder), _rows.Map(row => row with { Label = Label.OfIndex(0), Id = "x", Source = default })));
    }

    [Fact]
    public void Key_AnythingThatDecidesTheNumbers_ChangesIt()
    {
        var other = AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base"));
        float[] words = other.Parameters[0].Value.ToArray();
        words[^1] = MathF.BitIncrement(words[^1]);
        other.Parameters[0].CopyFrom(words);
        using var folder = new ModelCopy(_folder["model"]);
        using var plain = new CpuDevice(KernelVariant.Reference);
        string[] keys =
        [
            Key(),
            FeatureCache.KeyOf(new FeatureExtractor(_encoder, new FeatureOptions { Pooling = Pooling.Mean }), _rows),
            FeatureCache.KeyOf(new FeatureExtractor(_encoder, new FeatureOptions { Layer = 1 }), _rows),
            FeatureCache.KeyOf(new FeatureExtractor(_encoder, options: new InferenceOptions { MaxLength = 9 }), _rows),
            FeatureCache.KeyOf(new FeatureExtractor(_encoder), _rows.Map(row => row with { Text = row.Text + " " })),
            FeatureCache.KeyOf(new FeatureExtractor(_encoder), _rows.Map(row => row with { TextPair = "" })),
            FeatureCache.KeyOf(new FeatureExtractor(_encoder), _rows.Shuffle()),
            FeatureCache.KeyOf(new FeatureExtractor(_encoder), _rows.Select([.. Enumerable.Range(0, 19)])),
            FeatureCache.KeyOf(new FeatureExtractor(other), _rows),
            FeatureCache.KeyOf(FeatureExtractor.Load(folder.WithConfig("layer_norm_eps", 1e-3)), _rows),
            FeatureCache.KeyOf(FeatureExtractor.Load(SharedFiles.Golden("tiny/bert/base"), device: plain), _rows),
        ];

        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "cut", bytes => bytes[..(bytes.Length / 2)] },
        { "empty", _ => [] },
        { "a bit of a feature", bytes => Flipped(bytes, bytes.Length - 600) },
        { "a bit of a count", bytes => Flipped(bytes, bytes.Length - 3) },
        { "a bit of the header", bytes => Flipped(bytes, 20) },
        { "something else", _ => "not these"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void DamagedFile_IsComputedAnew_AndMended(string what, Func<byte[], byte[]> damage)
    {
        var expected = DatasetFeatures.ForRows(new FeatureExtractor(_encoder), _rows, Cache);
        byte[] whole = File.ReadAllBytes(OnlyFile);
        File.WriteAllBytes(OnlyFile, damage(whole));

        var again = DatasetFeatures.ForRows(new FeatureExtractor(_encoder), _rows, Cache);

        Assert.False(again.IsFromCache, what);
        Assert.Equal(expected.Features.Values, again.Features.Values);
        Assert.Equal(whole, File.ReadAllBytes(OnlyFile));
    }

    [Fact]
    public void FileUnderAnotherName_IsNotTakenForIt()
    {
        DatasetFeatures.ForRows(new FeatureExtractor(_encoder), _rows, Cache);
        var other = _rows.Map(row => row with { Text = row.Text + "!" });
        File.Move(OnlyFile, Path.Combine(_folder["cache"], FeatureCache.KeyOf(new FeatureExtractor(_encoder), other) + ".safetensors"));

        Assert.False(DatasetFeatures.ForRows(new FeatureExtractor(_encoder), other, Cache).IsFromCache);
    }

    [Fact]
    public void FolderThatCannotBeMade_SaysSo_AndComputes()
    {
        File.WriteAllText(_folder["cache"], "a file");

        var features = DatasetFeatures.ForRows(new FeatureExtractor(_encoder), _rows, Cache);

        Assert.Equal(20, features.Features.Rows);
        Assert.StartsWith($"{_folder["cache"]}: the features were not kept: ", features.CacheProblem, StringComparison.Ordinal);
        Assert.EndsWith(
            " A folder that can be written was expected. Move it with MATIZ_CACHE.", features.CacheProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_RemovesWhatWasNotUsedForTheLongestTime()
    {
        var extractor = new FeatureExtractor(_encoder);
        var rows = Enumerable.Range(0, 3).Select(i => _rows.Map(row => row with { Text = $"{row.Text} {i}" })).ToList();
        DatasetFeatures.ForRows(extractor, rows[0], Cache);
        DatasetFeatures.ForRows(extractor, rows[1], Cache);
        string[] paths = [.. rows.Select(split => Path.Combine(_folder["cache"], FeatureCache.KeyOf(extractor, split) + ".safetensors"))];
        File.SetLastWriteTimeUtc(paths[0], DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(paths[1], DateTime.UtcNow.AddHours(-1));
        Assert.True(DatasetFeatures.ForRows(extractor, rows[0], Cache).IsFromCache);

        DatasetFeatures.ForRows(extractor, rows[2], new FeatureCache(_folder["cache"], maxBytes: 2 * new FileInfo(paths[0]).Length));

        Assert.Equal([true, false, true], paths.Select(File.Exists));
    }

    [Fact]
    public void DefaultFolder_LiesInTheUsersCache() =>
        Assert.Equal("features", Path.GetFileName(FeatureCache.DefaultFolder));

    public void Dispose() => _folder.Dispose();

    private static byte[] Flipped(byte[] bytes, int place)
    {
        byte[] changed = [.. bytes];
        changed[place] ^= 1;
        return changed;
    }

    private string Key() => FeatureCache.KeyOf(new FeatureExtractor(_encoder), _rows);

    private sealed class ModelCopy(string path) : IDisposable
    {
        public string WithConfig(string key, double value)
        {
            TinyRuns.CopyFolder(SharedFiles.Golden("tiny/bert/base"), path);
            string config = Path.Combine(path, "config.json");
            var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(config))!.AsObject();
            json[key] = value;
            File.WriteAllText(config, json.ToJsonString());
            return path;
        }

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
