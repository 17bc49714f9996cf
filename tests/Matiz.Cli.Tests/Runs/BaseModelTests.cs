namespace Matiz.Cli.Tests.Runs;

/// <summary>A run never writes over the model that it begins with, whatever names lead to it.</summary>
public sealed class BaseModelTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("train", "itself")]
    [InlineData("train", "link")]
    [InlineData("train", "holds")]
    [InlineData("train", "linked file")]
    [InlineData("features", "itself")]
    [InlineData("features", "holds")]
    public void OutputThatIsOrHoldsTheModel_ExitTwo_NothingTouched(string command, string how)
    {
        // A run, so that --overwrite may replace it, and a model in it.
        string run = _workspace.Path("run"), model = run;
        CliRun.Of(_workspace.TrainArguments("run", "--max-steps", "2", "--no-report")).Succeeded();
        switch (how)
        {
            case "link":
                model = _workspace.Path("link");
                Directory.CreateSymbolicLink(model, run);
                break;
            case "holds":
                model = Directory.GetDirectories(run, "checkpoint-*")[0];
                break;
            case "linked file":
                model = _workspace.CopyModel("linked", run);
                File.Delete(Path.Combine(model, "model.safetensors"));
                File.CreateSymbolicLink(Path.Combine(model, "model.safetensors"), Path.Combine(run, "model.safetensors"));
                break;
        }

        var before = Files(run);
        var refused = CliRun.Of(
            command, "--train", _workspace.Train, "--validation", _workspace.Validation, "--model", model, "--output", run, "--overwrite");
        Assert.Equal(2, refused.Code);
        Assert.Contains("the run would write over the model that it begins with", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, Files(run));
    }

    [Fact]
    public void OutputInTheModelsFolder_IsAllowed()
    {
        string model = _workspace.CopyModel("model", Workspace.TinyModel);
        CliRun.Of(
            "train", "--train", _workspace.Train, "--validation", _workspace.Validation, "--model", model, "--output",
            Path.Combine(model, "run"), "--max-steps", "1", "--no-report", "--quiet")
            .Succeeded();
        Assert.True(File.Exists(Path.Combine(model, "run", "model.safetensors")));
    }

    public void Dispose() => _workspace.Dispose();

    private static List<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(
            path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}")];
}
