using Matiz.Files;
using Matiz.Server.Models;

namespace Matiz.Server.Tests.Models;

public sealed class ModelVersionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-version-").FullName;

    public ModelVersionTests()
    {
        foreach (string file in Directory.EnumerateFiles(TestServer.Classifier))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    private string Version => ModelVersion.Compute(ModelFiles.InFolder(_folder));

    [Fact]
    public void SameFiles_ElsewhereOrInMemory_AreTheSameVersion()
    {
        var bytes = Directory.EnumerateFiles(_folder)
            .ToDictionary(path => Path.GetFileName(path)!, File.ReadAllBytes, StringComparer.Ordinal);
        Assert.Matches("^[0-9a-f]{16}$", Version);
        Assert.Equal(Version, ModelVersion.Compute(ModelFiles.InFolder(TestServer.Classifier)));
        Assert.Equal(Version, ModelVersion.Compute(ModelFiles.FromBytes("memory", bytes)));
    }

    [Theory]
    [InlineData("calibration.json", "{\"temperature\": 2.0}")]
    [InlineData("training_args.json", "{\"max_length\": 7}")]
    [InlineData("special_tokens_map.json", "{}")]
    [InlineData("config_sentence_transformers.json", "{}")]
    public void FileThatDecidesAnswers_MakesAnotherVersion(string name, string content)
    {
        string before = Version;
        File.WriteAllText(Path.Combine(_folder, name), content);
        Assert.NotEqual(before, Version);
    }

    [Theory]
    [InlineData("README.md", "a card")]
    [InlineData("predictions.jsonl", "{}")]
    [InlineData("training_args.json", "{\"seed\": 7}")]
    [InlineData("pytorch_model.bin", "of another framework, which is not read")]
    public void OtherFile_ChangesNothing(string name, string content)
    {
        string before = Version;
        File.WriteAllText(Path.Combine(_folder, name), content);
        Assert.Equal(before, Version);
    }

    [Fact]
    public void OneBitOfTheWeights_MakesAnotherVersion()
    {
        string before = Version, weights = Path.Combine(_folder, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Assert.NotEqual(before, Version);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
