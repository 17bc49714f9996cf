using System.Diagnostics;
using System.Globalization;

namespace Matiz.Cli.Tests;

/// <summary>A file system in memory that is soon full. Mounting one takes root's rights on Linux; elsewhere the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static SmallDisk Mount(string folder, int kilobytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small disk is mounted on Linux only");
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(
            Run("mount", "-t", "tmpfs", "-o", Size(kilobytes), "tmpfs", folder) == 0,
            "a small disk cannot be mounted: this takes root's rights");
        return new SmallDisk(folder);
    }

    public void Grow(int kilobytes) => Assert.Equal(0, Run("mount", "-o", "remount," + Size(kilobytes), _folder));

    public void Dispose() => Run("umount", _folder);

    private static string Size(int kilobytes) => string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k");

    private static int Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
