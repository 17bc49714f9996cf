namespace Matiz.Formats.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    private string FilePath => Path.Combine(_folder, "a.json");

    [Fact]
    public void WriteAllText_NewAndOldFile_HoldsTheTextWithoutAMark()
    {
        AtomicFile.WriteAllText(FilePath, "é");
        Assert.Equal([0xc3, 0xa9], File.ReadAllBytes(FilePath));
        AtomicFile.WriteAllText(FilePath, "second");
        Assert.Equal("second", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_UntilCommit_TheOldFileIsSeen()
    {
        File.WriteAllText(FilePath, "old");
        using (var file = AtomicFile.Create(FilePath))
        {
            file.Stream.Write("new"u8);
            file.Stream.Flush();
            Assert.Equal("old", File.ReadAllText(FilePath));
            Assert.True(File.Exists(FilePath + ".tmp"));
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesTheOldFileAndNothingElse()
    {
        File.WriteAllText(FilePath, "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(FilePath, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidDataException("row 3");
        }));
        Assert.Equal("old", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_AfterAKilledProcess_OverwritesWhatItLeft()
    {
        File.WriteAllText(FilePath + ".tmp", "half of someth");
        AtomicFile.WriteAllBytes(FilePath, "x"u8);
        Assert.Equal("x", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_OverAFolder_FailsAndLeavesNothing()
    {
        Directory.CreateDirectory(FilePath);
        var error = Record.Exception(() => AtomicFile.WriteAllText(FilePath, "x"));
        Assert.True(error is IOException or UnauthorizedAccessException);
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_ToTheNullDevice_LeavesItADevice()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "needs /dev/null");
        AtomicFile.WriteAllText("/dev/null", "gone");
        Assert.Equal("", File.ReadAllText("/dev/null"));
        Assert.False(File.Exists("/dev/null.tmp"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
