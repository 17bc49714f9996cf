using Matiz.Data;
using Matiz.Formats.Disk;

namespace Matiz.Cli.Streams;

/// <summary>Standard input, which is opened when something is read of it; what is wrong with it is told as of any other file.</summary>
internal sealed class StandardInput : ReadOnlyStream
{
    private const string Name = "standard input";

    private Stream? _inner;

    /// <summary>Reads what has come, and waits where nothing has.</summary>
    /// <exception cref="DataException">It is closed, or cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (!Descriptors.IsOpen(Descriptors.Input))
            throw new DataException(Name, 0, "it is closed. Rows were expected. Send them through a pipe, or name a file.");
        try
        {
            _inner ??= Console.OpenStandardInput();
            return _inner.Read(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                Name, 0, $"it cannot be read: {exception.Message.TrimEnd('.')}. Rows were expected. "
                    + "Send them through a pipe, or name a file.", exception);
        }
    }
}
