using Matiz.Features;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Learning;
using Matiz.Training;

namespace Matiz.Tests.Features;

public sealed class FeatureMapTests
{
    private static FeatureMap Map { get; } = new()
    {
        Embedding = new FeatureMatrix([1.5f, -2, float.NaN, float.NaN, 0.25f, 1e-20f], 3, 2),
        Labels = [2, -1, 0],
        Split = "train",
        Pooling = "cls",
        Metric = "cosine",
        NeighborCount = 15,
        MinDistance = 0.1,
        Seed = 42,
        Trustworthiness15 = null,
        Trustworthiness5 = 0.7871234567890123,
        TrustworthinessRows = 2,
    };

    [Fact]
    public void Save_ThenLoad_IsEqual()
    {
        using var folder = new TemporaryFolder();
        Map.Save(folder.Root);
        var read = FeatureMap.Load(folder.Root)!;
        Assert.Equal(Map.Embedding.Values, read.Embedding.Values);
        Assert.Equal(Map.Labels, read.Labels);
        Assert.Equal(Map, read with { Embedding = Map.Embedding, Labels = Map.Labels });
    }

    [Fact]
    public void Save_HasTheAgreedNames()
    {
        using var folder = new TemporaryFolder();
        Map.Save(folder.Root);
        using var file = SafetensorsFile.Open(folder["umap.safetensors"]);
        Assert.Equal([3L, 2L], file["embedding"].Shape);
        Assert.Equal(Matiz.Formats.ArrayDType.Int32, file["label"].DType);
        foreach (string key in (string[])
        [
            "split", "pooling", "metric", "n_neighbors", "min_dist", "seed", "trustworthiness_15", "trustworthiness_5",
        ])
            Assert.True(file.Metadata.ContainsKey(key), key);
        Assert.Equal("0.7871234567890123", file.Metadata["trustworthiness_5"]);
    }

    [Fact]
    public void Load_NoFile_IsNull_Damage_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(FeatureMap.Load(folder.Root));
        foreach (byte[] bytes in (byte[][])[[], "{}"u8.ToArray()])
        {
            File.WriteAllBytes(folder["umap.safetensors"], bytes);
            Assert.StartsWith(
                $"{folder["umap.safetensors"]}: this is no map of a run (",
                Assert.Throws<TrainingException>(() => FeatureMap.Load(folder.Root)).Message, StringComparison.Ordinal);
        }

        SafetensorsWriter.Write(
            folder["umap.safetensors"],
            [TensorToWrite.From<float>("embedding", [2, 2], new float[4]), TensorToWrite.From<int>("label", [1], new int[1])]);
        Assert.Throws<TrainingException>(() => FeatureMap.Load(folder.Root));
    }
}
