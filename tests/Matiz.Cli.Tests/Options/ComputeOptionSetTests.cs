using Matiz.Tensors;

namespace Matiz.Cli.Tests.Options;

public sealed class ComputeOptionSetTests
{
    private const string Slow = "this machine has no unit that is faster at it than at fp32";

    [Fact]
    public void Train_InBFloat16WhereItIsSlow_IsRefusedInOneLine()
    {
        RequireSlowBFloat16();
        using var workspace = new Workspace();
        var refused = CliRun.Of(
            "train", "--train", workspace.Train, "--model", Workspace.TinyModel, "--output", workspace.Path("run"), "--precision", "bf16",
            "--quiet");

        Assert.Equal(2, refused.Code);
        Assert.Equal(
            $"matiz: --precision bf16: {Slow}. fp32 was expected for training here. Leave --precision out.", refused.Error.TrimEnd());
        Assert.False(File.Exists(workspace.Path("run/model.safetensors")));
    }

    [Fact]
    public void Predict_InBFloat16WhereItIsSlow_WarnsAndGivesTheBitsOfFp32()
    {
        RequireSlowBFloat16();
        var asked = CliRun.Of("predict", Workspace.TinyClassifier, "what a lovely day", "--json", "--precision", "bf16").Succeeded();
        var single = CliRun.Of("predict", Workspace.TinyClassifier, "what a lovely day", "--json").Succeeded();

        Assert.Equal(single.Output, asked.Output);
        Assert.Contains($"warning: bf16 was asked for, but {Slow}: everything is computed in fp32.", asked.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "fp32|bf16")]
    [InlineData("predict", "fp32|bf16|int8")]
    [InlineData("evaluate", "fp32|bf16|int8")]
    [InlineData("features", "fp32|bf16|int8")]
    [InlineData("serve", "fp32|bf16|int8")]
    [InlineData("bench", "fp32|bf16|int8")]
    [InlineData("explore", null)]
    [InlineData("quantize", null)]
    public void Help_NamesWhatCanBeChosen(string command, string? choices)
    {
        string help = CliRun.Of(command, "--help").Succeeded().Output;
        if (choices is null) Assert.DoesNotContain("--precision", help, StringComparison.Ordinal);
        else Assert.Contains($"--precision {choices}  ", help, StringComparison.Ordinal);
    }

    private static void RequireSlowBFloat16() => Assert.SkipWhen(
        Device.Default.WithPrecision(Precision.BFloat16).PrecisionNotice is null, "This machine is fast at bf16.");
}
