using Matiz.Formats;

namespace Matiz.Models;

/// <summary>
/// A model that cannot be made of its files: what was found, what was expected, what to do. The message begins with the path.
/// </summary>
public sealed class ModelException : MatizException
{
    /// <summary>Makes the error of one file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    /// <param name="inner">What noticed it, or null.</param>
    public ModelException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}", inner) => (Path, Reason) = (path, reason);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }

    /// <summary>Whether the model gives what is no finite number: no fault of a text or an option.</summary>
    internal bool IsOfNumbers { get; init; }
}
