using System.Runtime.InteropServices;
using Matiz.Formats.Disk;

namespace Matiz.Cli.Streams;

/// <summary>
/// Standard output as the system has it: whatever cannot be written is an exception. The stream of the console takes a reader that has
/// gone for one that takes everything, and would let a program compute on for nobody.
/// </summary>
internal sealed class StandardOutput : WriteOnlyStream
{
    private const int TryAgainLinux = 11, TryAgainMac = 35;

    /// <summary>The stream of this process.</summary>
    public static Stream Open() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardOutput();

    /// <summary>Writes all of it.</summary>
    /// <exception cref="ReaderGoneException">Nobody reads any more.</exception>
    /// <exception cref="OutputException">It is closed, or cannot be written.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty) return;
        if (!Descriptors.IsOpen(Descriptors.Output))
            throw new OutputException(
                "standard output is closed. A place for the results was expected. Leave it open, or send it to a file or to /dev/null.");
        while (!buffer.IsEmpty)
        {
            nint written = Descriptors.Write(Descriptors.Output, buffer);
            if (written >= 0) buffer = buffer[(int)written..];
            else Await(Marshal.GetLastPInvokeError());
        }
    }

    private static void Await(int error)
    {
        switch (error)
        {
            case Descriptors.Interrupted:
                return;
            case Descriptors.BrokenPipe:
                throw new ReaderGoneException();
            case TryAgainLinux or TryAgainMac:
                Descriptors.AwaitRoom(Descriptors.Output);
                return;
            default:
                throw new OutputException(
                    $"standard output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}. Room for all results was expected. "
                    + "Free some, or send them to another place.");
        }
    }
}
