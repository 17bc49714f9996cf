namespace Matiz.Cli.Tests.Commands;

public sealed class InfoCommandTests
{
    [Fact]
    public void Json_OfAClassifier_KeysOfTheContract()
    {
        var info = CliRun.Of("info", Workspace.TinyClassifier, "--json").Succeeded().Json;
        Assert.Empty(
            new[] { "architecture", "head", "labels", "parameters", "tensors", "tokenizer", "bytes", "problems" }.Except(
                info.Select(pair => pair.Key)));
        Assert.Equal("bert", info["architecture"]!.GetValue<string>());
        Assert.Equal("sequence-classification", info["head"]!.GetValue<string>());
        Assert.Equal(["name", "dtype", "shape"], info["tensors"]![0]!.AsObject().Select(pair => pair.Key));
        Assert.Empty(info["problems"]!.AsArray());
        Assert.NotEmpty(info["labels"]!.AsArray());
    }

    [Fact]
    public void Json_OfAWeightsFile_ListsItsTensors()
    {
        var info = CliRun.Of("info", Path.Combine(Workspace.TinyModel, "model.safetensors"), "--json").Succeeded().Json;
        Assert.NotEmpty(info["tensors"]!.AsArray());
        Assert.True(info["bytes"]!.GetValue<long>() > 0);
    }

    [Fact]
    public void DamagedFolder_ListsEveryProblem_ExitZero()
    {
        using var workspace = new Workspace();
        string folder = workspace.CopyModel("model", Workspace.TinyClassifier);
        File.WriteAllText(Path.Combine(folder, "config.json"), "{");
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), File.ReadAllBytes(Path.Combine(folder, "model.safetensors"))[..1000]);
        var info = CliRun.Of("info", folder, "--json").Succeeded().Json;
        Assert.Equal(2, info["problems"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("training_args.json", "[]")]
    [InlineData("training_args.json", "{\"a\":\"\\ud800\"}")]
    [InlineData("training_args.json", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n")]
    [InlineData("trainer_state.json", "{")]
    [InlineData("trainer_state.json", "{\"global_step\":\"many\"}")]
    public void DamagedFileOfARun_IsListed_ExitZero(string name, string text)
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("run", "--no-report", "--max-steps", "1")).Succeeded();
        File.WriteAllText(Path.Combine(workspace.Path("run"), name), text);

        string problem =
            Assert.Single(CliRun.Of("info", workspace.Path("run"), "--json").Succeeded().Json["problems"]!.AsArray())!.GetValue<string>();

        Assert.StartsWith(Path.Combine(workspace.Path("run"), name), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TokenizerAlone_IsShownWithItsParts_AndNothingIsMissed()
    {
        using var workspace = new Workspace();
        string folder = Directory.CreateDirectory(workspace.Path("tokenizer")).FullName;
        File.Copy(Path.Combine(Workspace.TinyClassifier, "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
        var info = CliRun.Of("info", folder, "--json").Succeeded().Json;
        Assert.Empty(info["problems"]!.AsArray());
        Assert.Equal("BertNormalizer", info["tokenizer"]!["normalizer"]!.GetValue<string>());
        Assert.Equal("BertPreTokenizer", info["tokenizer"]!["pre_tokenizer"]!.GetValue<string>());
        Assert.Equal("WordPiece", info["tokenizer"]!["model"]!.GetValue<string>());
    }

    [Fact]
    public void WeightsOfTwoFrameworks_TheOneThatIsReadComesFirst()
    {
        using var workspace = new Workspace();
        string folder = workspace.CopyModel("model", Workspace.TinyClassifier);
        CliRun.Of("convert", folder, "--to", "pytorch", "--output", workspace.Path("other")).Succeeded();
        File.Copy(Path.Combine(workspace.Path("other"), "pytorch_model.bin"), Path.Combine(folder, "pytorch_model.bin"));
        var info = CliRun.Of("info", folder, "--json").Succeeded().Json;
        Assert.Equal(["safetensors", "pytorch"], info["formats"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(["F32"], info["dtypes"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Empty(info["problems"]!.AsArray());
    }

    [Fact]
    public void NothingThere_ExitTwo() => Assert.Equal(2, CliRun.Of("info", "no-such-thing").Code);
}
