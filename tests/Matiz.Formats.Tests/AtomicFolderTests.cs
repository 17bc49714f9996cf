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
        Assert.Throws<IOException>(() => AtomicFolder.Write(Target, folder =>
        {
            Fill(folder, "2");
            throw new IOException("no space left");
        }));
        AssertHolds("1");
    }

    [Fact]
    public void Write_AfterAKilledProcess_CleansUp()
    {
        Fill(Target + ".tmp", "cut");
        Fill(Target + ".old", "0");
        AtomicFolder.Write(Target, folder => Fill(folder, "1"));
        AssertHolds("1");

        Directory.Move(Target, Target + ".old");
        Assert.Throws<IOException>(() => AtomicFolder.Write(Target, _ => throw new IOException("no space left")));
        AssertHolds("1");
    }

    [Fact]
    public void Write_OverAFile_IsRefused()
    {
        File.WriteAllText(Target, "");
        var error = Assert.Throws<IOException>(() => AtomicFolder.Write(Target, _ => { }));
        Assert.Equal($"'{Target}' is a file, a folder is to be written there: choose another name.", error.Message);
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

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
