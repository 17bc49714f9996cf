namespace Matiz.Formats.Npy;

/// <summary>
/// A .npy file that breaks the format, or holds what cannot be read: found, expected, what to do. The message begins with the path.
/// </summary>
public sealed class NpyException : MatizException
{
    internal const string Damaged = "The file is damaged or was not copied whole: save it again.";

    /// <summary>Makes the error of one file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    public NpyException(string path, string reason)
        : base($"{path}: {reason}") => (Path, Reason) = (path, reason);

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }
}
