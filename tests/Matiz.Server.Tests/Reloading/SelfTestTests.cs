using Matiz.Files;
using Matiz.Models;
using Matiz.Server.Models;
using Matiz.Server.Reloading;
using Matiz.Tensors;

namespace Matiz.Server.Tests.Reloading;

public sealed class SelfTestTests
{
    [Fact]
    public async Task SameLabels_GiveNoRemark()
    {
        await using var current = Load(TestServer.Classifier);
        await using var next = Load(TestServer.Classifier);
        Assert.Empty(SelfTest.Run(next, current));
    }

    [Fact]
    public async Task OtherLabels_AreSaid()
    {
        using var folder = new VersionedFolder();
        string config = Path.Combine(folder.Folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"joy\"", "\"delight\"", StringComparison.Ordinal));
        await using var current = Load(TestServer.Classifier);
        await using var next = Load(folder.Folder);
        Assert.Equal(["its labels changed (new: delight; gone: joy)"], SelfTest.Run(next, current));
    }

    [Fact]
    public async Task EmbeddingModelInPlaceOfAClassifier_IsRefused()
    {
        await using var current = Load(TestServer.Classifier);
        await using var next = ServedModel.Load(
            "emotion", ModelFiles.InFolder(TestServer.Encoder), new MatizModelOptions { Pooling = Pooling.Mean }, new MatizServerOptions());
        var exception = Assert.Throws<ModelException>(() => SelfTest.Run(next, current));
        Assert.Equal(
            $"{TestServer.Encoder}: the new files are an embedding model, and a classifier (single_label_classification) is "
            + "served. The same "
            + "kind was expected, for the sake of its clients. Put such a model there, or start the server anew.",
            exception.Message);
    }

    private static ServedModel Load(string folder) =>
        ServedModel.Load("emotion", ModelFiles.InFolder(folder), new MatizModelOptions(), new MatizServerOptions());
}
