using System.Text.Json.Nodes;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Cli.Tests.Commands;

/// <summary>
/// Models whose answers would be random or wrong: every command that computes with them ends with 2 and says why; info lists it.
/// </summary>
public sealed class HeadAndWeightTests : IDisposable
{
    private const string NormBias = "bert.encoder.layer.0.output.LayerNorm.bias";

    private readonly Workspace _workspace = new();

    [Fact]
    public void HeadThatIsNotWhole_PredictAndEvaluateEndWithTwo_TrainSaysWhatItInitialised()
    {
        string folder = Changed(name => name == "classifier.bias" ? null : name);

        foreach (string[] command in (string[][])[["predict", folder, "a text"], ["evaluate", folder, "--test", Rows("sadness", "joy")]])
        {
            var run = CliRun.Of(command);
            Assert.Equal(2, run.Code);
            Assert.StartsWith(
                $"matiz: {folder}: the classification head is not whole in the weights: 'classifier.bias' is missing.", run.Error,
                StringComparison.Ordinal);
            Assert.Empty(run.Output);
        }

        var info = CliRun.Of("info", folder, "--json").Succeeded().Json;
        Assert.Contains(
            "'classifier.bias' is missing", Assert.Single(info["problems"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
        string data = _workspace.Write("train6.csv", "text,label\n" + string.Concat(
            ((string[])["sadness", "joy", "love", "anger", "fear", "surprise"]).Select(name => $"a {name},{name}\nb {name},{name}\n")));
        var train = CliRun.Of(
            "train", "--train", data, "--validation", data, "--model", folder, "--output", _workspace.Path("run"), "--no-report",
            "--max-steps", "1")
            .Succeeded();
        Assert.Contains(
            "classifier.bias: initialised from seed 42 (not in the checkpoint); train before use.", train.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EncoderWithoutHead_ServesWhatNeedsNone()
    {
        Assert.Equal(2, CliRun.Of("predict", Workspace.TinyModel, "a").Code);
        CliRun.Of(_workspace.FeaturesArguments("features", "--no-report")).Succeeded();
        CliRun.Of("explore", "--train", _workspace.Train, "--model", Workspace.TinyModel, "--no-map", "--quiet").Succeeded();
        var info = CliRun.Of("info", Workspace.TinyModel, "--json").Succeeded().Json;
        Assert.Equal("none", info["head"]!.GetValue<string>());
        Assert.Empty(info["problems"]!.AsArray());
    }

    [Fact]
    public void WholeHeadWithoutClass_PredictsAsBefore_AndInfoKnowsIt()
    {
        string folder = _workspace.CopyModel("model", Workspace.TinyClassifier);
        SetConfig(folder, "architectures", null);

        Assert.Equal(
            CliRun.Of("predict", Workspace.TinyClassifier, "a text", "--json").Succeeded().Output,
            CliRun.Of("predict", folder, "a text", "--json").Succeeded().Output);
        var info = CliRun.Of("info", folder, "--json").Succeeded().Json;
        Assert.Equal("sequence-classification", info["head"]!.GetValue<string>());
        Assert.Equal(6, info["labels"]!.AsArray().Count);
        Assert.Empty(info["problems"]!.AsArray());
    }

    [Fact]
    public void FewerLayersThanTheWeights_EveryCommandWarns()
    {
        string folder = _workspace.CopyModel("model", Workspace.TinyClassifier);
        SetConfig(folder, "num_hidden_layers", 1);
        const string Warning = "warning: config.json has 1 layer ('num_hidden_layers'), the weights have 2: those above are not used.";

        Assert.StartsWith(Warning, CliRun.Of("predict", folder, "a text", "--quiet").Succeeded().Error, StringComparison.Ordinal);
        Assert.Contains(
            Warning, CliRun.Of("evaluate", folder, "--test", Rows("sadness", "joy"), "--quiet").Succeeded().Error,
            StringComparison.Ordinal);
        Assert.Contains(
            Warning,
            CliRun.Of(
                "features", "--train", _workspace.Train, "--model", folder, "--output", _workspace.Path("features"), "--no-cache",
                "--no-report", "--quiet")
                .Succeeded().Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "config.json has 1 layer", CliRun.Of("info", folder, "--json").Succeeded().Json["problems"]![0]!.GetValue<string>(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void WeightThatIsNotFinite_EveryRouteNamesIt_AndWhatLoadsNoWeightsDoesNotLook()
    {
        float[] values = new float[32];
        values[7] = float.NaN;
        string folder = Changed(name => name == NormBias ? null : name, TensorToWrite.From<float>(NormBias, [32], values));
        string fault = $"tensor '{NormBias}' holds NaN at [7]";
        string text = _workspace.Write("texts.txt", "a\nb\n");

        string[][] commands =
        [
            ["predict", folder, "a text"], ["predict", folder, "a text", "--json"],
            ["predict", folder, "--input", text, "--output", _workspace.Path("answers.csv")],
            ["evaluate", folder, "--test", Rows("sadness", "joy")],
        ];
        foreach (string[] command in commands)
        {
            var run = CliRun.Of(command);
            Assert.Equal(2, run.Code);
            Assert.Contains(fault, run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("learning rate", run.Error, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        }

        Assert.False(File.Exists(_workspace.Path("answers.csv")));
        Assert.Contains(
            fault, CliRun.Of("info", folder, "--json").Succeeded().Json["problems"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        CliRun.Of("tokenize", folder, "a text").Succeeded();
        CliRun.Of("explore", "--train", _workspace.Train, "--model", folder, "--no-map", "--quiet").Succeeded();
    }

    [Fact]
    public void EncoderWeightThatIsNotFinite_TrainFeaturesAndExploreEndWithTwo()
    {
        float[] values = new float[32];
        values[7] = float.PositiveInfinity;
        string folder = Changed(name => name == NormBias ? null : name, TensorToWrite.From<float>(NormBias, [32], values));
        string fault = $"tensor '{NormBias}' holds Infinity at [7]";

        foreach (string[] command in (string[][])
        [
            ["train", "--train", _workspace.Train, "--model", folder, "--output", _workspace.Path("run"), "--quiet"],
            ["features", "--train", _workspace.Train, "--model", folder, "--output", _workspace.Path("features"), "--no-cache", "--quiet"],
            ["explore", "--train", _workspace.Train, "--model", folder, "--quiet"],
        ])
        {
            var run = CliRun.Of(command);
            Assert.Equal(2, run.Code);
            Assert.Contains(
                fault.Replace("bert.", command[0] is "train" ? "bert." : "", StringComparison.Ordinal), run.Error,
                StringComparison.Ordinal);
            Assert.DoesNotContain("learning rate", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void PairForAModelOfOneTokenType_EndsWithTwo_InEveryCommand()
    {
        string folder = Changed(
            name => name == "bert.embeddings.token_type_embeddings.weight" ? null : name,
            TensorToWrite.From<float>("bert.embeddings.token_type_embeddings.weight", [1, 32], new float[32]));
        SetConfig(folder, "type_vocab_size", 1);
        string pairs = _workspace.Write(
            "pairs.jsonl", "{\"text\":\"a\",\"label\":\"joy\"}\n{\"text\":\"a\",\"text_pair\":\"b\",\"label\":\"fear\"}\n");

        foreach (string[] command in (string[][])
        [
            ["predict", folder, "--input", pairs, "--output", _workspace.Path("answers.csv")], ["evaluate", folder, "--test", pairs],
            ["train", "--train", pairs, "--model", folder, "--output", _workspace.Path("run"), "--validation", pairs, "--quiet"],
            [
                "features", "--train", pairs, "--model", folder, "--output", _workspace.Path("features"), "--validation", pairs,
                "--no-cache", "--quiet",
            ],
        ])
        {
            var run = CliRun.Of(command);
            Assert.Equal(2, run.Code);
            Assert.Contains("'type_vocab_size' is 1, but ", run.Error, StringComparison.Ordinal);
        }

        CliRun.Of("predict", folder, "a text").Succeeded();
    }

    [Fact]
    public void NamesThatStandTwice_AreKeptAndWarnedOf()
    {
        string folder = _workspace.CopyModel("model", Workspace.TinyClassifier);
        SetConfig(folder, "id2label", new JsonObject { ["0"] = "a", ["1"] = 2, ["2"] = "a", ["3"] = "c", ["4"] = "d", ["5"] = "e" });

        var run = CliRun.Of("predict", folder, "a text", "--json").Succeeded();

        Assert.Contains(
            "warning: " + Path.Combine(folder, "config.json") + ": 'id2label' has the names 'a' more than once.", run.Error,
            StringComparison.Ordinal);
        Assert.Equal(["a (0)", "2", "a (2)", "c", "d", "e"], run.Json["scores"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(6, CliRun.Of("evaluate", folder, "--test", Rows("c", "d"), "--json").Succeeded().Json["per_class"]!.AsObject().Count);
        Assert.Contains(
            "rows.csv:2: the label 'a' is the name of several classes of the model (indices 0, 2). One class was expected.",
            CliRun.Of("evaluate", folder, "--test", Rows("a", "d")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreClassesThanCanBeCounted_EndWithTwoRightAfterReading()
    {
        string ids = _workspace.Write(
            "ids.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 16_385).Select(id => $"a text,{id + 100}\n")));

        foreach (string command in (string[])["train", "features", "explore"])
        {
            var run = CliRun.Of(
                command is "explore" ? [command, "--train", ids] : [command, "--train", ids, "--output", _workspace.Path(command)]);
            Assert.Equal(2, run.Code);
            Assert.Equal(
                $"matiz: {ids}: there are 16,385 different labels. At most 16,384 classes were expected. "
                    + "Is the label column the right one, or does it hold ids, texts or numbers? Check --label-column.\n",
                run.Error);
            Assert.False(Directory.Exists(_workspace.Path(command)));
        }
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("model.safetensors")]
    public void PointerOrPageInTheFolder_IsNamedWithItsFile(string name)
    {
        foreach (var (text, expected) in ((string, string)[])
        [
            ("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n", "this is a Git LFS pointer"),
            ("<!doctype html>", "this is a web page"),
        ])
        {
            string folder = _workspace.CopyModel(Path.GetRandomFileName(), Workspace.TinyClassifier);
            File.WriteAllText(Path.Combine(folder, name), text);
            var run = CliRun.Of("predict", folder, "a");
            Assert.Equal(2, run.Code);
            Assert.StartsWith($"matiz: {Path.Combine(folder, name)}: {expected}", run.Error, StringComparison.Ordinal);
            Assert.Contains(
                CliRun.Of("info", folder, "--json").Succeeded().Json["problems"]!.AsArray(),
                problem => problem!.GetValue<string>().Contains(expected, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("calibration.json")]
    [InlineData("training_args.json")]
    public void TextThatIsNoUnicode_NamesFileAndLine(string name)
    {
        string folder = _workspace.CopyModel("model", Workspace.TinyClassifier);
        File.WriteAllBytes(Path.Combine(folder, name), [.. "{\n\"a"u8, 0xE9, .. "\":1}"u8]);

        var run = CliRun.Of("predict", folder, "a");

        Assert.Equal(2, run.Code);
        Assert.StartsWith(
            $"matiz: {Path.Combine(folder, name)}: line 2: the byte 0xE9 is no UTF-8; the file may be Latin-1.", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void LinkThatLeadsNowhere_IsNamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "links need rights on Windows");
        foreach (string name in (string[])
        [
            "config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "calibration.json", "special_tokens_map.json",
        ])
        {
            string folder = _workspace.CopyModel(Path.GetRandomFileName(), Workspace.TinyClassifier);
            File.Delete(Path.Combine(folder, name));
            File.CreateSymbolicLink(Path.Combine(folder, name), "../blobs/gone");
            var run = CliRun.Of("predict", folder, "a");
            Assert.Equal(2, run.Code);
            Assert.StartsWith(
                $"matiz: {Path.Combine(folder, name)}: this is a link to '../blobs/gone', where nothing is.", run.Error,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FolderAroundTheModel_NamesTheModelInIt()
    {
        Directory.CreateDirectory(_workspace.Path("outer"));
        _workspace.CopyModel("outer/checkpoint-500", Workspace.TinyClassifier);

        Assert.Contains(
            $"There is one in {Path.Combine(_workspace.Path("outer"), "checkpoint-500")}: name that folder.",
            CliRun.Of("predict", _workspace.Path("outer"), "a").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Adapter_WithAndWithoutAConfig_IsNamed()
    {
        string folder = _workspace.CopyModel("model", Workspace.TinyClassifier);
        File.WriteAllText(
            Path.Combine(folder, "adapter_config.json"), "{\"peft_type\":\"LORA\",\"base_model_name_or_path\":\"bert-base-uncased\"}");
        Assert.Contains(
            "this is an adapter (LORA), adapter_config.json says: a change to the weights of 'bert-base-uncased'",
            CliRun.Of("predict", folder, "a").Error, StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, "config.json"));
        Assert.Contains("This is an adapter (LORA)", CliRun.Of("predict", folder, "a").Error, StringComparison.Ordinal);
        Assert.Equal(2, CliRun.Of("train", "--train", _workspace.Train, "--model", folder, "--output", _workspace.Path("run")).Code);
    }

    public void Dispose() => _workspace.Dispose();

    private static void SetConfig(string folder, string key, JsonNode? value)
    {
        string path = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (value is null) config.Remove(key);
        else config[key] = value;
        File.WriteAllText(path, config.ToJsonString());
    }

    private string Rows(string first, string second) => _workspace.Write("rows.csv", $"text,label\na,{first}\nb,{second}\n");

    private string Changed(Func<string, string?> rename, params TensorToWrite[] added)
    {
        string folder = _workspace.CopyModel(Path.GetRandomFileName(), Workspace.TinyClassifier);
        string path = Path.Combine(folder, "model.safetensors");
        using var file = SafetensorsFile.Open("copy", File.ReadAllBytes(path));
        var kept = file.Tensors.Where(tensor => rename(tensor.Name) is not null)
            .Select(tensor => TensorToWrite.From(tensor, rename(tensor.Name)));
        SafetensorsWriter.Write(path, [.. kept, .. added], SafetensorsWriter.PyTorchFormat);
        return folder;
    }
}
