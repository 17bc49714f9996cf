using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Tests.Models;

/// <summary>Folders that are loaded and saved: what Python wrote comes back.</summary>
public sealed class ModelFolderTests
{
    public static TheoryData<string> BaseFolders => [.. TinyModels.Names];

    [Theory]
    [MemberData(nameof(BaseFolders))]
    public void Save_LoadedEncoder_IsTheSameFolder(string architecture)
    {
        using var saved = new SavedFolder();
        string source = TinyModels.Folder(architecture, "base");

        AutoModel.FromPretrained(source).Save(saved.Path);

        saved.AssertEquals(source);
    }

    [Theory]
    [MemberData(nameof(BaseFolders))]
    public void Save_LoadedClassifier_IsTheSameFolder(string architecture)
    {
        using var saved = new SavedFolder();
        string source = TinyModels.Folder(architecture, "sequence-classification");

        AutoModelForSequenceClassification.FromPretrained(source).Save(saved.Path);

        saved.AssertEquals(source);
    }

    [Fact]
    public void Save_RealEncoder_IsTheSameFolderWithItsIntegerBuffer()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: the real MiniLM encoder");
        using var saved = new SavedFolder();
        string source = SharedFiles.Shared("models/all-MiniLM-L6-v2");

        AutoModel.FromPretrained(source).Save(saved.Path);

        saved.AssertEquals(source);
        using var file = SafetensorsFile.Open(Path.Combine(saved.Path, "model.safetensors"));
        Assert.Equal([1, 512], file["embeddings.position_ids"].Shape);
    }

    [Fact]
    public void Save_IntegerBuffer_StaysInTheSameClassOnly()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.RewriteWeights(name => name, TensorToWrite.From<long>("embeddings.position_ids", [1, 3], new long[] { 0, 1, 2 }));
        using var sameClass = new SavedFolder();
        using var otherClass = new SavedFolder();

        var encoder = AutoModel.FromPretrained(folder.Path);
        encoder.Save(sameClass.Path);
        AutoModelForSequenceClassification.FromPretrained(folder.Path, new Matiz.Data.ClassLabel(["no", "yes"])).Save(otherClass.Path);

        Assert.Empty(encoder.LoadingNotes);
        Assert.Contains("embeddings.position_ids", sameClass.TensorNames);
        Assert.DoesNotContain(otherClass.TensorNames, name => name.EndsWith("position_ids", StringComparison.Ordinal));
    }

    [Fact]
    public void Save_HalfPrecisionConfig_SaysWhatTheSavedWeightsAre()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.SetConfig("dtype", "float16");
        folder.SetConfig("torch_dtype", "float16");
        using var saved = new SavedFolder();

        AutoModel.FromPretrained(folder.Path).Save(saved.Path);

        var config = ModelConfig.Load(saved.Path);
        Assert.Equal(["float32", "float32"], [config.GetString("dtype", null), config.GetString("torch_dtype", null)]);
    }

    [Fact]
    public void Save_NewHead_OpensAgainWithTheSameBits()
    {
        using var saved = new SavedFolder();
        using var again = new SavedFolder();
        var labels = new Matiz.Data.ClassLabel(["no", "yes", "perhaps"]);
        AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/distilbert/base"), labels).Save(saved.Path);

        var model = AutoModelForSequenceClassification.FromPretrained(saved.Path);
        model.Save(again.Path);

        Assert.Empty(model.LoadingNotes);
        Assert.Equal(["no", "yes", "perhaps"], model.Labels.Names);
        Assert.Equal(["DistilBertForSequenceClassification"], model.Config.Architectures);
        again.AssertEquals(saved.Path);
    }
}
