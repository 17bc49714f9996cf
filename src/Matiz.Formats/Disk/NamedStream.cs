namespace Matiz.Formats.Disk;

/// <summary>Passes bytes on, and says of what fails which file it was and why.</summary>
internal sealed class NamedStream(string path, Stream inner) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            throw FileWriteException.From(path, exception);
        }
    }

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            throw FileWriteException.From(path, exception);
        }
    }

    /// <summary>
    /// Whether an exception comes from the disk and not from a mistake of the program. A file that is too large for the system is an
    /// argument out of range to .NET.
    /// </summary>
    public static bool IsOfTheSystem(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };
}
