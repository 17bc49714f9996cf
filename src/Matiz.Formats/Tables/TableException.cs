namespace Matiz.Formats.Tables;

/// <summary>
/// A table that breaks its format, or holds what cannot be read or written: found, expected, what to do. The message begins with the path.
/// </summary>
internal sealed class TableException : MatizException
{
    internal const string Damaged = "The file is damaged or was not copied whole: fetch or save it again.";

    /// <summary>Makes the error of one file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    /// <param name="innerException">What noticed it, or null.</param>
    public TableException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}", innerException) => (Path, Reason) = (path, reason);

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }
}
