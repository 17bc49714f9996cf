using System.Diagnostics;
using System.Globalization;
using System.Text;
using Matiz.Files;

namespace Matiz.Hub.Cache;

/// <summary>
/// A lock on disks that have none: the file is there as long as it is held, and says by whom in two lines, process and machine, as those of
/// Python's filelock do. What a process of this machine left when it was killed is removed; one of another machine cannot be told from
/// one that works.
/// </summary>
internal static class MarkerLock
{
    // A file without words is either being written this moment, or was left by the kind of lock that stays behind.
    private static readonly TimeSpan WordlessAge = TimeSpan.FromSeconds(2);

    /// <summary>Makes the file where it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="holder">Who has it, where it is not ours.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static bool TryTake(string path, out MarkerHolder? holder)
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
                stream.Write(Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{Environment.MachineName}\n")));
                holder = null;
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                holder = MarkerHolder.Parse(UnlockedFile.Read(path));
                bool isLeft = holder is null ? DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > WordlessAge : holder.IsGone;
                if (!isLeft) return false;
                File.Delete(path);
            }
        }

        holder = null;
        return false;
    }
}

/// <summary>Who has a lock that is a file.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Machine">The name of its machine.</param>
internal sealed record MarkerHolder(int ProcessId, string Machine)
{
    /// <summary>Whether it ran on this machine and does not run any more.</summary>
    public bool IsGone
    {
        get
        {
            if (!IsOfThisMachine) return false;
            try
            {
                using var process = Process.GetProcessById(ProcessId);
                return process.HasExited;
            }
            catch (Exception exception) when (
                exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return exception is ArgumentException;
            }
        }
    }

    /// <summary>Whether it can be asked whether it runs.</summary>
    public bool IsOfThisMachine => string.Equals(Machine, Environment.MachineName, StringComparison.Ordinal);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on {Machine}");

    public static MarkerHolder? Parse(byte[]? content)
    {
        string[] lines = Encoding.UTF8.GetString(content ?? []).Split('\n', StringSplitOptions.TrimEntries);
        return lines.Length > 1 && lines[1].Length > 0
            && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0
            ? new MarkerHolder(id, lines[1])
            : null;
    }
}
