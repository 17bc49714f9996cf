using Matiz.Sharing;
using Matiz.Sharing.Push;
using Matiz.Testing;
using Matiz.Tests.Sharing.Cards;

namespace Matiz.Tests.Sharing.Push;

public sealed class SentFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OfARun_TheModelIsSent_AndNothingElse()
    {
        string path = Run();

        Assert.Equal(
            ["LICENSE", "NOTICE.txt", "README.md", "calibration.json", "config.json", "model.safetensors", "tokenizer.json", "vocab.txt"],
            Names(path));
    }

    [Fact]
    public void Patterns_AddFiles()
    {
        string path = Run();

        Assert.Equal(
            ["checkpoint-4/config.json", "checkpoint-4/model.safetensors", "report.html"],
            Names(path, "report.html", "checkpoint-4/").Except(Names(path), StringComparer.Ordinal));
    }

    [Fact]
    public void ModulesOfSentenceTransformers_AreSent()
    {
        string path = Run();
        CardRuns.MakePooled(path);
        Write(path, "2_Dense/model.safetensors", "1_Pooling/config.json", "sentence_bert_config.json", "3_Other/config.json");

        Assert.Equal(
            ["1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "modules.json", "sentence_bert_config.json"],
            Names(path).Except(Names(Run("plain")), StringComparer.Ordinal));
    }

    [Fact]
    public void APartThatIsMissing_IsRefused()
    {
        string path = Run();
        File.Delete(Path.Combine(path, "model.safetensors"));
        string index = Path.Combine(path, "model.safetensors.index.json");
        File.WriteAllText(index, """{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}""");
        Write(path, "model-00001-of-00002.safetensors");

        Assert.Equal(
            $"{index}: it names 'model-00002-of-00002.safetensors', and there is no such file. All parts of the weights were expected. "
                + "Copy it here, or save the model again.",
            Assert.Throws<SharingException>(() => Names(path)).Message);
        Write(path, "model-00002-of-00002.safetensors");
        Assert.Contains("model.safetensors.index.json", Names(path));
        File.WriteAllText(index, "[]");
        Assert.Contains("this is no index", Assert.Throws<SharingException>(() => Names(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_OfEveryKindAreSent_InParts()
    {
        string path = Run();
        string[] weights =
        [
            "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
            "tf_model.h5", "flax_model.msgpack", "model.onnx",
        ];
        Write(path, [.. weights, "onnx/model.onnx", "onnx/model.onnx_data", "optimizer.pt", "training_args.bin", "features.safetensors"]);

        Assert.Equal(
            [.. weights.Append("onnx/model.onnx").Append("onnx/model.onnx_data").Order(StringComparer.Ordinal)],
            Names(path).Except(Names(Run("plain")), StringComparer.Ordinal));
    }

    [Fact]
    public void OfAQuantizedFolder_WhereItCutsTexts_IsSent()
    {
        string path = Run();
        Write(path, "quantization_results.json");
        Assert.Equal(["quantization_results.json"], Names(path).Except(Names(Run("plain")), StringComparer.Ordinal));
    }

    [Fact]
    public void WhatCannotBeSent_IsSaid()
    {
        string path = Run();
        AssertRefused("no file fits the pattern 'x*.txt' (PushOptions.Include)", path, "x*.txt");

        Directory.CreateDirectory(Path.Combine(path, "added_tokens.json"));
        AssertRefused("this is a folder, or no plain file", path);
        Directory.Delete(Path.Combine(path, "added_tokens.json"));

        File.WriteAllText(_folder["secret.txt"], "x");
        File.CreateSymbolicLink(Path.Combine(path, "merges.txt"), _folder["secret.txt"]);
        AssertRefused("out of the folder, which may hold what is not to be shared", path);
        File.Delete(Path.Combine(path, "merges.txt"));
        File.CreateSymbolicLink(Path.Combine(path, "merges.txt"), "nowhere");
        AssertRefused("this is a link to 'nowhere', where nothing is", path);
        File.Delete(Path.Combine(path, "merges.txt"));

        File.Delete(Path.Combine(path, "model.safetensors"));
        AssertRefused("there are no weights", path);
        File.Delete(Path.Combine(path, "config.json"));
        AssertRefused("there is no config.json", path);
    }

    [Fact]
    public void EmptyFiles_AreSaid()
    {
        string path = Run();
        File.WriteAllText(Path.Combine(path, "vocab.txt"), "");

        Assert.Equal(["vocab.txt is empty. It is sent as it is."], SentFiles.Choose(path, []).Notes);
    }

    [Fact]
    public void Snapshots_OfTheCache_CanBeSent()
    {
        string repository = _folder["models--user--tiny"], snapshot = Path.Combine(repository, "snapshots", new string('a', 40));
        Directory.CreateDirectory(snapshot);
        Directory.CreateDirectory(Path.Combine(repository, "blobs"));
        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.WriteAllText(Path.Combine(repository, "blobs", name + "-blob"), "{}");
            File.CreateSymbolicLink(Path.Combine(snapshot, name), $"../../blobs/{name}-blob");
        }

        Assert.Equal(["config.json", "model.safetensors"], Names(snapshot));
    }

    private static void AssertRefused(string expected, string path, params string[] include) => Assert.Contains(
        expected, Assert.Throws<SharingException>(() => SentFiles.Choose(path, include)).Message, StringComparison.Ordinal);

    private static string[] Names(string path, params string[] include) =>
        [.. SentFiles.Choose(path, include).Files.Select(file => file.Name)];

    private string Run(string name = "emotion")
    {
        string path = CardRuns.Write(_folder, new SampleRun { Rows = 20 }, name);
        Write(
            path, "model.safetensors", "tokenizer.json", "vocab.txt", "README.md", "calibration.json", "LICENSE", "NOTICE.txt",
            "report.html", "run.lock", "checkpoint-4/config.json", "checkpoint-4/model.safetensors", ".git/config", "texts.csv");
        return path;
    }

    private static void Write(string path, params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, name))!);
            File.WriteAllText(Path.Combine(path, name), "{}");
        }
    }
}
