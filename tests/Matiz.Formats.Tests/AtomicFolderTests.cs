using Matiz.Formats.Disk;

namespace Matiz.Formats.Tests;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("matiz-").FullName;

    private string Target => Path.Combine(_parent, "checkpoint-3");

    [Fact]
    public void Write_ANewFolder_AppearsWhole()
    {
        AtomicFolder.Write(Target, folder =>
        {
            Fill(folder, "1");
            Assert.False(Directory.Exists(Target));
        });
        AssertHolds("1");
    }

    [Fact]
    public void Write_OverAnOldFolder_ReplacesItAsAWhole()
    {
        AtomicFolder.Write(Target, folder =>
        {
            Fill(folder, "1");
            File.WriteAllText(Path.Combine(folder, "only-old"), "");
        });
        AtomicFolder.Write(Target, folder => Fill(folder, "2"));
        AssertHolds("2");
    }

    [Fact]
    public void Write_WhenItFails_LeavesTheOldFolderAndNothingElse()
    {
        AtomicFolder.Write(Target, folder => Fill(folder, "1"));
        Assert.Throws<FileWriteException>(() => AtomicFolder.Write(Target, folder =>
        {
            Fill(folder, "2");
            throw new IOException("no space left");
        }));
        AssertHolds("1");
    }

    [Fact]
    public void Write_AfterAKilledProcess_CleansUp()
    {
        string half = Beside("abcdefghijkl.matiz-new");
        Fill(half, "cut");
        File.WriteAllText(Path.Combine(half, ".matiz-lock"), "");
        Fill(Beside("bbcdefghijkl.matiz-old"), "0");
        Fill(Beside("cbcdefghijkl.matiz-gone"), "0");
        AtomicFolder.Write(Target, folder => Fill(folder, "1"));
        AssertHolds("1");

        Directory.Move(Target, Beside("abcdefghijkl.matiz-old"));
        Assert.Throws<FileWriteException>(() => AtomicFolder.Write(Target, _ => throw new IOException("no space left")));
        AssertHolds("1");
    }

    [Fact]
    public void Write_WhileAnotherWritesTheSame_LeavesItsFolderAlone()
    {
        AtomicFolder.Write(Target, outer =>
        {
            Fill(outer, "1");
            AtomicFolder.Write(Target, inner => Fill(inner, "2"));
            Assert.True(File.Exists(Path.Combine(outer, "inner", "a")));
        });
        AssertHolds("1");
    }

    [Fact]
    public void Write_BesideFoldersNamedTmpAndOld_LeavesThemAlone()
    {
        Fill(Target + ".tmp", "mine");
        Fill(Target + ".old", "mine");
        AtomicFolder.Write(Target, folder => Fill(folder, "1"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Target + ".tmp", "inner", "a")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Target + ".old", "inner", "a")));
        Assert.Equal(3, Directory.GetFileSystemEntries(_parent).Length);
    }

    [Fact]
    public void Write_ThroughALink_KeepsTheLink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "makes links");
        string link = Path.Combine(_parent, "link");
        Directory.CreateSymbolicLink(link, "checkpoint-3");
        AtomicFolder.Write(link, folder => Fill(folder, "1"));
        AtomicFolder.Write(link, folder => Fill(folder, "2"));
        Assert.Equal("checkpoint-3", new DirectoryInfo(link).LinkTarget);
        Assert.Equal("2", File.ReadAllText(Path.Combine(Target, "inner", "a")));
        Assert.Equal(2, Directory.GetFileSystemEntries(_parent).Length);
    }

    [Fact]
    public void Delete_LeavesNothing()
    {
        Fill(Target, "1");
        AtomicFolder.Delete(Target);
        Assert.Empty(Directory.GetFileSystemEntries(_parent));
    }

    [Fact]
    public void Write_OverAFile_IsRefused()
    {
        File.WriteAllText(Target, "");
        var error = Assert.Throws<IOException>(() => AtomicFolder.Write(Target, _ => { }));
        Assert.Equal($"'{Target}' is a file, a folder was to be written there: choose another name.", error.Message);
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    private string Beside(string end) => Path.Combine(_parent, ".checkpoint-3." + end);

    private static void Fill(string folder, string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        File.WriteAllText(Path.Combine(folder, "inner", "a"), text);
    }

    private void AssertHolds(string text)
    {
        Assert.Equal([Target], Directory.GetFileSystemEntries(_parent));
        Assert.Equal([Path.Combine(Target, "inner")], Directory.GetFileSystemEntries(Target));
        Assert.Equal(text, File.ReadAllText(Path.Combine(Target, "inner", "a")));
    }
}
