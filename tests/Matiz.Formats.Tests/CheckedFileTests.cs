namespace Matiz.Formats.Tests;

public sealed class CheckedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-checked-").FullName;

    private string File1 => Path.Combine(_folder, "config.json");

    [Fact]
    public void Read_AFileThatIsThere_GivesItsBytes()
    {
        File.WriteAllText(File1, "{}");
        Assert.Equal("{}"u8.ToArray(), CheckedFile.Read(File1, "JSON", Refuse));
    }

    [Fact]
    public void Read_NoFile_IsNull() => Assert.Null(CheckedFile.Read(File1, "JSON", Refuse));

    [Fact]
    public void Read_ALinkThatLeadsNowhere_NamesItsTarget()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "links need rights on Windows");
        File.CreateSymbolicLink(File1, "../blobs/gone");
        Assert.Equal(
            "this is a link to '../blobs/gone', where nothing is. The file itself was expected. "
            + "Fetch it again, or copy the folder with its links followed.",
            Assert.Throws<InvalidDataException>(() => CheckedFile.Read(File1, "JSON", Refuse)).Message);
    }

    [Fact]
    public void Read_ALinkToAFile_FollowsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "links need rights on Windows");
        File.WriteAllText(Path.Combine(_folder, "blob"), "{}");
        File.CreateSymbolicLink(File1, "blob");
        Assert.NotNull(CheckedFile.Read(File1, "JSON", Refuse));
    }

    [Fact]
    public void Read_APointer_IsRefusedWithItsReason()
    {
        File.WriteAllText(File1, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
        Assert.StartsWith(
            "this is a Git LFS pointer, a small text that stands for the file, expected JSON. Run 'git lfs pull'",
            Assert.Throws<InvalidDataException>(() => CheckedFile.Read(File1, "JSON", Refuse)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static InvalidDataException Refuse(string reason) => new(reason);
}
