using Matiz.Server.Reloading;

namespace Matiz.Server.Tests.Reloading;

public sealed class FolderStampTests : IDisposable
{
    private readonly VersionedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SameFiles_AreEqual() => Assert.Equal(FolderStamp.Read(_folder.Folder), FolderStamp.Read(_folder.Folder));

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    [InlineData("calibration.json")]
    [InlineData("1_Pooling/config.json")]
    public void FileThatDecidesAnswers_Counts(string name)
    {
        var before = FolderStamp.Read(_folder.Folder);
        string path = Path.Combine(_folder.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, " ");
        Assert.NotEqual(before, FolderStamp.Read(_folder.Folder));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("report.html")]
    [InlineData("predictions.jsonl")]
    [InlineData("pytorch_model.bin")]
    public void FileThatIsNotRead_CountsForNothing(string name)
    {
        var before = FolderStamp.Read(_folder.Folder);
        File.WriteAllText(Path.Combine(_folder.Folder, name), "more");
        Assert.Equal(before, FolderStamp.Read(_folder.Folder));
    }

    [Fact]
    public void SameLengthAndTimeOfAnotherFile_Differ()
    {
        var before = FolderStamp.Read(_folder.Folder);
        string path = Path.Combine(_folder.Folder, VersionedFolder.Weights), copy = path + ".new";
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(copy, VersionedFolder.WeightsOf(1));
        File.SetLastWriteTimeUtc(copy, time);
        File.Move(copy, path, overwrite: true);
        Assert.NotEqual(before, FolderStamp.Read(_folder.Folder));
    }

    [Fact]
    public void LinkToAnotherFolder_Differs()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("links need a right there");
        string link = _folder.Folder + "-link";
        File.CreateSymbolicLink(link, _folder.Folder);
        var before = FolderStamp.Read(link);
        string other = _folder.Beside("other", version: 0);
        File.Delete(link);
        File.CreateSymbolicLink(link, other);
        Assert.NotNull(before);
        Assert.NotEqual(before, FolderStamp.Read(link));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoModel_IsNull(bool isThere)
    {
        if (isThere) File.Delete(Path.Combine(_folder.Folder, "config.json"));
        else Directory.Delete(_folder.Folder, recursive: true);
        Assert.Null(FolderStamp.Read(_folder.Folder));
    }

    [Fact]
    public void Checkpoint_CountsTheSettingsOfItsRun()
    {
        string checkpoint = Path.Combine(_folder.Folder, "checkpoint-10");
        Directory.CreateDirectory(checkpoint);
        File.Copy(Path.Combine(_folder.Folder, "config.json"), Path.Combine(checkpoint, "config.json"));
        File.WriteAllText(Path.Combine(_folder.Folder, "training_args.json"), """{"max_length": 8}""");
        Assert.Contains(FolderStamp.Read(checkpoint)!.Files, file => file.Name == "training_args.json");
    }
}
