using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Matiz.Cli.Native;

/// <summary>
/// The second of two native programs. Machine code made before the processor is known uses 512-bit vectors everywhere or nowhere: what a
/// native build for all processors asks about them is answered "no" when it is built. So there are two builds, and the one for all
/// processors becomes the other at its start where that one can run.
/// </summary>
internal static unsafe partial class WiderProgram
{
    /// <summary>The program with 512-bit vectors, beside the one for all processors.</summary>
    public const string FileName = "matiz-v4";

    /// <summary>
    /// Replaces this process by <see cref="FileName"/>, which keeps its number, arguments, environment and open files. It returns where
    /// this program is the right one: compiled as it runs, or 512-bit vectors in it, a processor or system without them, no such file.
    /// </summary>
    public static void Become()
    {
        if (RuntimeFeature.IsDynamicCodeSupported || Vector512.IsHardwareAccelerated) return;
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) return;
        string path = Path.Combine(AppContext.BaseDirectory, FileName);
        if (!File.Exists(path) || IsThisProgram(path) || !WideVectors.AreUsable()) return;
        Execute(path);
    }

    // A build for all processors under the name of the other would become itself for ever.
    private static bool IsThisProgram(string path) => string.Equals(
        Environment.ProcessPath, File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path, StringComparison.Ordinal);

    // The arguments as the system keeps them, the name of the program among them: bytes, which need not be text.
    private static void Execute(string path)
    {
        byte[] line;
        try
        {
            line = File.ReadAllBytes("/proc/self/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;                                                             // no /proc: this program does as well, more slowly
        }

        if (line is not [.., 0]) return;
        fixed (byte* first = line)
        {
            byte*[] arguments = new byte*[line.AsSpan().Count((byte)0) + 1];    // the last stays null
            int next = 0;
            for (int i = 0; i < arguments.Length - 1; i++)
            {
                arguments[i] = first + next;
                next += line.AsSpan(next).IndexOf((byte)0) + 1;
            }

            fixed (byte** all = arguments) _ = Execute(path, all);              // it comes back only where it failed
        }
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, byte** arguments);
}
