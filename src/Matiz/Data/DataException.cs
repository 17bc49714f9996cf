using Matiz.Formats;

namespace Matiz.Data;

/// <summary>
/// Data that cannot be used: a missing file, a broken row, an unknown label. The message has three beats, after the place where
/// one is known: <c>file:line: what was found. what was expected. what to do.</c>
/// </summary>
public sealed class DataException : MatizException
{
    /// <summary>A fault of the data as a whole.</summary>
    public DataException(string message)
        : base(message)
    {
    }

    /// <summary>A fault of one file, at a line where one is known; the message is put behind <c>file:line: </c>.</summary>
    /// <param name="file">The file as it was named, <c>standard input</c> for <c>-</c>.</param>
    /// <param name="line">The physical line, from 1; 0 when the whole file is meant.</param>
    /// <param name="message">What was found, what was expected, what to do.</param>
    /// <param name="innerException">What raised it, if anything.</param>
    public DataException(string file, int line, string message, Exception? innerException = null)
        : base(line > 0 ? $"{file}:{line}: {message}" : $"{file}: {message}", innerException)
    {
        File = file;
        Line = line > 0 ? line : null;
    }

    /// <summary>The file at fault, or null.</summary>
    public string? File { get; }

    /// <summary>The physical line at fault, from 1, or null.</summary>
    public int? Line { get; }
}
