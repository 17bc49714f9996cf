namespace Matiz.Cli.Tests.Paths;

/// <summary>Features may be exported into the folder of the very run that makes them.</summary>
public sealed class ExportIntoTheRunTests
{
    public static TheoryData<string, bool, string[]> Places => new()
    {
        { "f.npy", false, [] },
        { "f.npy", true, [] },
        { "f.safetensors", false, [] },
        { "f.npy", false, ["--save-model"] },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Export_IntoTheRunFolder_ThatIsNew_OrEmpty_OrOverwritten(string name, bool isThere, string[] more)
    {
        using var workspace = new Workspace();
        if (isThere) Directory.CreateDirectory(workspace.Path("run"));
        string path = workspace.Path(Path.Combine("run", name));
        CliRun.Of([.. workspace.FeaturesArguments("run"), "--no-report", "--export", path, .. more]).Succeeded();
        byte[] first = File.ReadAllBytes(path);
        Assert.True(File.Exists(workspace.Path("run/all_results.json")));
        CliRun.Of([.. workspace.FeaturesArguments("run"), "--no-report", "--overwrite", "--export", path, .. more]).Succeeded();
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(workspace.Root, ".*"), entry => entry.Contains("matiz", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("umap.safetensors")]
    public void Export_UnderTheNameOfAFileOfTheRun_IsRefused(string name)
    {
        using var workspace = new Workspace();
        string path = workspace.Path(Path.Combine("run", name));
        var refused = CliRun.Of([.. workspace.FeaturesArguments("run"), "--export", path]);
        Assert.Equal(
            (2, $"matiz: {path}: --export names a file of the run itself. A name of its own was expected. Name another file.\n"),
            (refused.Code, refused.Error));
        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    [Fact]
    public void Export_IntoAFolderOfTheRunThatIsNotThere_IsRefusedBeforeTheWork()
    {
        using var workspace = new Workspace();
        string path = workspace.Path("run/deep/f.npy");
        var refused = CliRun.Of([.. workspace.FeaturesArguments("run"), "--export", path]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("there is no folder", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Path("run/all_results.json")));
    }
}
