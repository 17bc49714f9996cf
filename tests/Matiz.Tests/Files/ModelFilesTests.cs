using Matiz.Files;
using Matiz.Inference;
using Matiz.Tasks;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Tests.Files;

/// <summary>A model's files on the disk and in memory are asked in one way, and answer alike.</summary>
public sealed class ModelFilesTests : IDisposable
{
    private static readonly string Classifier = SharedFiles.Golden("tiny/bert/sequence-classification");

    private readonly ModelFolderCopy _folder = new(Classifier);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_OfEitherPlace_AnswerAlike()
    {
        Directory.CreateDirectory(_folder.File("1_Pooling"));
        File.WriteAllText(_folder.File("1_Pooling/config.json"), "{}");
        foreach (var files in (ModelFiles[])[ModelFiles.InFolder(_folder.Path), InMemory()])
        {
            Assert.True(files.IsThere);
            Assert.True(files.Exists("config.json"));
            Assert.False(files.Exists("nothing"));
            Assert.Null(files.Open("nothing"));
            Assert.Null(files.Read("nothing", "anything", Refuse));
            Assert.Equal(Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), files.List());
            Assert.Equal(File.ReadAllBytes(_folder.File("config.json")), files.Read("config.json", "anything", Refuse));
            Assert.Equal(Path.Combine(files.Path, "config.json"), files.PathOf("config.json"));
            Assert.Same(files, files.In(""));
            var inner = files.In("1_Pooling");
            Assert.Equal(Path.Combine(files.Path, "1_Pooling"), inner.Path);
            Assert.Equal(["config.json"], inner.List());
            Assert.Equal("{}"u8.ToArray(), inner.Read("config.json", "anything", Refuse));
        }
    }

    [Fact]
    public void LocalPath_IsOfTheDiskAlone()
    {
        var files = ModelFiles.InFolder(_folder.Path);
        Assert.Equal((_folder.Path, _folder.File("x")), (files.LocalPath, files.LocalPathOf("x")));
        Assert.Equal((null, null), (InMemory().LocalPath, InMemory().LocalPathOf("x")));
        Assert.False(ModelFiles.InFolder("no/such/folder").IsThere);
        Assert.Empty(ModelFiles.InFolder("no/such/folder").List());
    }

    [Fact]
    public void Read_WhatIsSomethingElse_IsRefusedWithItsPath()
    {
        File.WriteAllText(_folder.File("config.json"), "<!DOCTYPE html><html></html>");
        foreach (var files in (ModelFiles[])[ModelFiles.InFolder(_folder.Path), InMemory()])
        {
            var error = Assert.Throws<InvalidDataException>(() => files.Read("config.json", "one JSON object", Refuse));
            string expected = Path.Combine(files.Path, "config.json") + ": this is a web page, expected one JSON object.";
            Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TextClassifier_InMemory_IsCutAndCalibratedAsInItsFolder()
    {
        const string Text = "i saw a movie today and it was really good";
        File.WriteAllText(_folder.File("training_args.json"), """{"max_length": 6}""");
        File.WriteAllText(_folder.File(ModelCalibration.FileName), """{"min_score": 0.125, "temperature": 2.5, "thresholds": null}""");

        var expected = TextClassifier.Load(_folder.Path);
        var found = TextClassifier.Load(InMemory());

        Assert.Equal((6, 6), (expected.MaxLength, found.MaxLength));
        Assert.Equal((2.5, 0.125), (found.Calibration.Temperature, found.Calibration.MinScore));
        Assert.Equal(expected.Classify(Text).Scores, found.Classify(Text).Scores);
        Assert.Equal(1, TextClassifier.Load(InMemory(), new InferenceOptions { Raw = true }).Calibration.Temperature);
        Assert.Equal(9, TextClassifier.Load(InMemory(), new InferenceOptions { MaxLength = 9 }).MaxLength);
    }

    [Fact]
    public void WeightFiles_ShardsInMemory_AreThoseOfTheFolder()
    {
        string shards = SharedFiles.Shared("goldens/formats/checkpoints/safetensors-sharded");
        var files = ModelFiles.InFolder(shards);
        using var expected = WeightFiles.Open(shards);
        using var found = WeightFiles.Open(ModelFiles.FromStreams("memory", files.List(), name => files.Open(name)!));
        Assert.NotEmpty(expected.Names);
        Assert.Equal(expected.Names, found.Names);
        foreach (string name in expected.Names) Assert.True(expected.ReadBytes(name).SequenceEqual(found.ReadBytes(name)));
    }

    [Fact]
    public void Tokenizer_InMemory_NamesItsFileInErrors()
    {
        File.WriteAllText(_folder.File("tokenizer.json"), "{");
        Assert.StartsWith(
            Path.Combine("memory", "tokenizer.json") + ": is not JSON",
            Assert.Throws<TokenizerException>(() => AutoTokenizer.FromPretrained(InMemory())).Message, StringComparison.Ordinal);
    }

    private static InvalidDataException Refuse(string path, string reason) => new($"{path}: {reason}");

    private ModelFiles InMemory() => ModelFiles.FromStreams(
        "memory",
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/')),
        name => File.OpenRead(_folder.File(name)));
}
