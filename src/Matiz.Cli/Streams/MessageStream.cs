using Matiz.Formats.Disk;

namespace Matiz.Cli.Streams;

/// <summary>
/// Progress and messages on their way to standard error. One that cannot be written (a full log disk, a terminal that was closed) is
/// lost and ends nothing: work is worth more than the words about it.
/// </summary>
internal sealed class MessageStream(Stream inner) : WriteOnlyStream
{
    /// <summary>The stream of this process; nothing is written where standard error is closed.</summary>
    public static Stream Open() => Descriptors.IsOpen(Descriptors.Error) ? new MessageStream(Console.OpenStandardError()) : Null;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // There is nowhere to say so.
        }
    }
}
