using Matiz.Formats.Disk;

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
            Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
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
    public void Write_BesideAFileNamedTmp_LeavesItAlone()
    {
        File.WriteAllText(FilePath + ".tmp", "mine");
        AtomicFile.WriteAllBytes(FilePath, "x"u8);
        Assert.Equal("x", File.ReadAllText(FilePath));
        Assert.Equal("mine", File.ReadAllText(FilePath + ".tmp"));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    public void Write_AfterAKilledProcess_RemovesWhatItLeft_NeverWhatIsBeingWritten()
    {
        string killed = Path.Combine(_folder, ".a.json.abcdefghijkl.matiz-new"), other = Path.Combine(_folder, ".a.json.short.matiz-new");
        string young = Path.Combine(_folder, ".a.json.bbcdefghijkl.matiz-new");
        foreach (string path in (string[])[killed, other, young]) File.WriteAllText(path, "half of someth");
        File.SetLastWriteTimeUtc(killed, DateTime.UtcNow.AddHours(-1));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddHours(-1));
        using (var live = AtomicFile.Create(FilePath))
        {
            string held = Directory.GetFiles(_folder, ".a.json.*").Single(path => path != other && path != young);
            File.SetLastWriteTimeUtc(held, DateTime.UtcNow.AddHours(-1));
            AtomicFile.WriteAllBytes(FilePath, "x"u8);
            live.Stream.Write("y"u8);
            live.Commit();
        }

        Assert.Equal("y", File.ReadAllText(FilePath));
        Assert.Equivalent(new[] { other, young, FilePath }, Directory.GetFileSystemEntries(_folder), strict: true);
        AtomicFile.RemoveLeftovers(_folder);
        Assert.Equal([other, FilePath], Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(".json", 250)]
    [InlineData("", 255)]
    public void Write_ANameAsLongAsTheDiskAllows_Works(string extension, int letters)
    {
        string path = Path.Combine(_folder, new string('n', letters) + extension);
        AtomicFile.WriteAllText(path, "1");
        AtomicFile.WriteAllText(path, "2");
        Assert.Equal("2", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Write_ANameOfManyBytes_Works()
    {
        string path = Path.Combine(_folder, string.Concat(Enumerable.Repeat("é", 127)));
        AtomicFile.WriteAllText(path, "1");
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    public static TheoryData<string, WriteFault, string> Refused => new()
    {
        { "", WriteFault.IsAFolder, "this is a folder. A file to write was expected. Name a file." },
        { "absent/f", WriteFault.NoFolder, "there is no folder '{0}/absent'. Make it first, or name another place." },
        { "absent/", WriteFault.NoFolder, "there is no folder '{0}/absent'. Make it first, or name another place." },
        { "file/", WriteFault.NotAFolder, "'{0}/file' is a file. A folder was expected there. Correct the path, or name another place." },
        { "file/f", WriteFault.NotAFolder, "'{0}/file' is a file. A folder was expected there. Correct the path, or name another place." },
        { "circle", WriteFault.LinkLoop, "its links lead in a circle. A file, or a link to one, was expected. "
            + "Remove the link, or name another place." },
        { "lost", WriteFault.NoFolder, "there is no folder '{0}/absent'. Make it first, or name another place." },
        { new string('n', 256), WriteFault.NameTooLong, "the name is too long for this disk. Most disks take 255 bytes a name. "
            + "Choose a shorter one." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void CreateAndRequireWritable_WhatCannotBeWritten_SayWhy(string name, WriteFault fault, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "makes links");
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        File.CreateSymbolicLink(Path.Combine(_folder, "circle"), "circle");
        File.CreateSymbolicLink(Path.Combine(_folder, "lost"), "absent/f");
        string path = Path.Combine(_folder, name);
        foreach (var attempt in (Action[])[() => AtomicFile.WriteAllText(path, "x"), () => AtomicFile.RequireWritable(path)])
        {
            var error = Assert.Throws<FileWriteException>(attempt);
            Assert.Equal(fault, error.Fault);
            Assert.True(error.IsOfTheName);
            Assert.Equal($"{path}: {string.Format(null, message, _folder)}", error.Message);
        }

        Assert.Equal(3, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    public void Write_ToTheNullDevice_LeavesItADevice()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "needs /dev/null");
        AtomicFile.WriteAllText("/dev/null", "gone");
        Assert.Equal("", File.ReadAllText("/dev/null"));
        Assert.Equal(FileKind.CharacterDevice, FileFacts.Read("/dev/null")!.Value.Kind);
    }

    [Fact]
    public void Write_ToAFullDevice_SaysThatItIsFull()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        var error = Assert.Throws<FileWriteException>(() => AtomicFile.WriteAllText("/dev/full", "x"));
        Assert.Equal(WriteFault.DiskFull, error.Fault);
        Assert.False(error.IsOfTheName);
        Assert.StartsWith("/dev/full: the disk is full. ", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
