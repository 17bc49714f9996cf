using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Matiz.Formats.Disk;

namespace Matiz.Formats.Tests.Disk;

/// <summary>What a file was before it is written again is kept: its kind, its other names, its mode, its owner.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeptFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    public KeptFilesTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "of Unix: modes, links, pipes");

    private string FilePath => Path.Combine(_folder, "a.json");

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)]
    public void Mode_IsKept(UnixFileMode mode)
    {
        File.WriteAllText(FilePath, "old");
        File.SetUnixFileMode(FilePath, mode);
        AtomicFile.WriteAllText(FilePath, "new");
        Assert.Equal(mode, File.GetUnixFileMode(FilePath));
        AssertHolds("new", FilePath);
    }

    [Fact]
    public void Owner_IsKept()
    {
        File.WriteAllText(FilePath, "old");
        Assert.SkipUnless(Run("chown", "65534:65534", FilePath) == 0, "a file is given away by root only");
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.SetUser);
        AtomicFile.WriteAllText(FilePath, "new");
        var facts = FileFacts.Read(FilePath)!.Value;
        Assert.Equal((65534u, 65534u), (facts.Owner, facts.Group));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.SetUser, facts.Mode);
        AssertHolds("new", FilePath);
    }

    [Fact]
    public void Link_IsFollowed_ThroughFoldersAndUpwards()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "far/deep"));
        string real = Path.Combine(_folder, "far/a.json"), link = Path.Combine(_folder, "far/deep/link.json");
        File.WriteAllText(real, "old");
        File.CreateSymbolicLink(link, "../a.json");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "near"), "far/deep");
        File.CreateSymbolicLink(FilePath, "near/link.json");
        AtomicFile.WriteAllText(FilePath, "new");
        Assert.Equal("near/link.json", new FileInfo(FilePath).LinkTarget);
        Assert.Equal("../a.json", new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(real));
        Assert.Equal(3, Directory.GetFileSystemEntries(_folder).Length);
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.Combine(_folder, "far")).Length);
        Assert.Equal([link], Directory.GetFileSystemEntries(Path.Combine(_folder, "far/deep")));
    }

    [Fact]
    public void DanglingLink_GetsItsFile()
    {
        File.CreateSymbolicLink(FilePath, "b.json");
        AtomicFile.WriteAllText(FilePath, "new");
        Assert.Equal("b.json", new FileInfo(FilePath).LinkTarget);
        Assert.Equal("new", File.ReadAllText(Path.Combine(_folder, "b.json")));
    }

    [Theory]
    [InlineData("longer than before")]
    [InlineData("new")]
    [InlineData("")]
    public void HardLink_StaysLinked(string text)
    {
        string other = Path.Combine(_folder, "other");
        File.WriteAllText(FilePath, "before");
        Assert.Equal(0, Run("ln", FilePath, other));
        AtomicFile.WriteAllText(other, text);
        Assert.True(FileFacts.AreSame(FilePath, other));
        AssertHolds(text, FilePath, other);
    }

    [Fact]
    public void HardLink_WhenWritingFails_IsAsItWas()
    {
        string other = Path.Combine(_folder, "other");
        File.WriteAllText(FilePath, "before");
        Assert.Equal(0, Run("ln", FilePath, other));
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(other, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidDataException();
        }));
        AssertHolds("before", FilePath, other);
    }

    [Fact]
    public async Task Pipe_IsWritten_AndStaysAPipe()
    {
        Assert.Equal(0, Run("mkfifo", FilePath));
        var reader = Task.Run(() => File.ReadAllText(FilePath), TestContext.Current.CancellationToken);
        AtomicFile.RequireWritable(FilePath);                   // the reader notices nothing of it
        AtomicFile.WriteAllText(FilePath, "through the pipe");
        Assert.Equal("through the pipe", await reader);
        Assert.Equal(FileKind.Pipe, FileFacts.Read(FilePath)!.Value.Kind);
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Socket_IsWritten_AndStaysASocket()
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(FilePath));
        server.Listen();
        var reader = Task.Run(() =>
        {
            using var stream = new StreamReader(new NetworkStream(server.Accept(), ownsSocket: true));
            return stream.ReadToEnd();
        }, TestContext.Current.CancellationToken);
        AtomicFile.WriteAllText(FilePath, "through the socket");
        Assert.Equal("through the socket", await reader);
        server.Close();
        File.Delete(FilePath);
    }

    [Fact]
    public void SocketWithoutListener_IsRefused()
    {
        using (var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            server.Bind(new UnixDomainSocketEndPoint(FilePath));
        if (!File.Exists(FilePath)) return;                     // .NET takes it away with its socket
        Assert.Equal(WriteFault.NobodyThere, Assert.Throws<FileWriteException>(() => AtomicFile.WriteAllText(FilePath, "x")).Fault);
    }

    [Theory]
    [InlineData("/dev/fd/")]
    [InlineData("/proc/self/fd/")]
    public void Descriptor_IsWrittenFromWhereItStands(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descriptors have paths on Linux");
        using (var file = new FileStream(FilePath, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Write("first "u8);
            file.Flush();
            AtomicFile.WriteAllText(folder + file.SafeFileHandle.DangerousGetHandle(), "second");
        }

        // .NET writes at places of its own; what counts is that the file was not replaced.
        Assert.Contains("second", File.ReadAllText(FilePath), StringComparison.Ordinal);
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private void AssertHolds(string text, params string[] paths)
    {
        foreach (string path in paths) Assert.Equal(text, File.ReadAllText(path));
        Assert.Equal(paths.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal));
    }
}
