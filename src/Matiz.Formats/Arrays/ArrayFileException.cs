namespace Matiz.Formats.Arrays;

/// <summary>
/// A file of named arrays that cannot be used: which file, what was found, what was expected, what to do. Each format's own exception
/// is one.
/// </summary>
public class ArrayFileException : MatizException
{
    /// <summary>Makes the error of one file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    /// <param name="inner">What noticed it, or null.</param>
    public ArrayFileException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}", inner) => (Path, Reason) = (path, reason);

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }
}
