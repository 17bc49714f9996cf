using System.Security.Cryptography;
using Matiz.Defaults;
using Matiz.Formats;
using Matiz.MakeDefaults;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Defaults;

public class EmbeddedEncoderTests
{
    private static string Source => Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz.Defaults", "Encoder", EmbeddedEncoder.Name);

    [Fact]
    public void FileNames_AreTheFilesOfTheFolder() =>
        Assert.Equal(FilesOf(Source), EmbeddedEncoder.FileNames.Order(StringComparer.Ordinal));

    [Fact]
    public void Open_EveryFile_HasTheBytesOfTheFolder()
    {
        foreach (string name in EmbeddedEncoder.FileNames)
        {
            using var stream = EmbeddedEncoder.Open(name);
            Assert.Equal(SHA256.HashData(File.ReadAllBytes(Path.Combine(Source, name))), SHA256.HashData(stream));
        }
    }

    [Fact]
    public void Open_AnotherName_ListsTheFiles()
    {
        var error = Assert.Throws<FileNotFoundException>(() => EmbeddedEncoder.Open("pytorch_model.bin"));
        Assert.StartsWith(
            "there is no file 'pytorch_model.bin' in the embedded Encoder/all-MiniLM-L6-v2, expected one of: config.json, "
                + "model.safetensors, ",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_OpenedInPlace_AreHalvesAndPositionIds()
    {
        using var stream = EmbeddedEncoder.Open(EmbeddedEncoder.WeightsFileName);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var weights = WeightFiles.Open("embedded all-MiniLM-L6-v2", stream);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal(104, weights.Names.Count);
        Assert.Equal(22_713_216, weights.Entries.Where(entry => entry.DType == ArrayDType.Float16).Sum(entry => entry.ElementCount));
        Assert.Equal(
            ["embeddings.position_ids"], weights.Entries.Where(entry => entry.DType != ArrayDType.Float16).Select(entry => entry.Name));
        var positions = new float[512];
        weights.ReadFloats("embeddings.position_ids", positions);
        Assert.Equal(Enumerable.Range(0, 512).Select(i => (float)i), positions);
    }

    [Fact]
    public void Weights_AgainstThePublishedSingles_AreTheNearestHalves()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: models/all-MiniLM-L6-v2");
        using var published = WeightFiles.Open(SharedFiles.Shared("models/all-MiniLM-L6-v2"));
        using var stream = EmbeddedEncoder.Open(EmbeddedEncoder.WeightsFileName);
        using var embedded = WeightFiles.Open("embedded", stream);
        Assert.Equal(published.Names.Order(StringComparer.Ordinal), embedded.Names.Order(StringComparer.Ordinal));
        foreach (var entry in published.Entries)
        {
            float[] single = new float[entry.ElementCount], half = new float[entry.ElementCount];
            published.ReadFloats(entry.Name, single);
            embedded.ReadFloats(entry.Name, half);
            double largest = 0;   // half the distance of two halves, in parts of the value; below 2^-14 in parts of 2^-14
            for (int i = 0; i < single.Length; i++)
                largest = Math.Max(largest, Math.Abs(single[i] - half[i]) / Math.Max(Math.Abs((double)single[i]), Math.ScaleB(1, -14)));
            Assert.InRange(largest, 0, Math.ScaleB(1, -11));
        }
    }

    [Fact]
    public void MakeDefaults_FromThePublishedFiles_GivesTheCommittedBytes()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: models/all-MiniLM-L6-v2");
        string folder = Directory.CreateTempSubdirectory("matiz-").FullName;
        try
        {
            EncoderStep.Run(SharedFiles.Shared("models/all-MiniLM-L6-v2"), folder);
            string[] made = FilesOf(folder);
            Assert.Equal(
                made.Append("LICENSE").Append("LICENSE-MiniLM").Append("README.md").Order(StringComparer.Ordinal), FilesOf(Source));
            foreach (string name in made)
            {
                Assert.Equal(
                    SHA256.HashData(File.ReadAllBytes(Path.Combine(Source, name))),
                    SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];
}
