using Matiz.Formats;

namespace Matiz.Workflows.Conversion;

/// <summary>
/// A model that cannot be converted as asked: what was found, what was expected, what to do. The message begins with the path.
/// </summary>
public sealed class ConversionException : MatizException
{
    /// <summary>Makes the error of one file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    public ConversionException(string path, string reason)
        : base($"{path}: {reason}") => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
