using Matiz.Formats;

namespace Matiz.Weights;

/// <summary>
/// A model folder or weights file that cannot be used: what was found, what was expected, what to do. The message begins with the path.
/// </summary>
public sealed class CheckpointException : MatizException
{
    /// <summary>Makes the error of one file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    /// <param name="inner">What noticed it, or null.</param>
    public CheckpointException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}", inner) => (Path, Reason) = (path, reason);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }

    /// <summary>
    /// What the file would have called, for instance <c>posix.system</c>: it holds more than weights and was refused whole. Null where
    /// that is not its fault.
    /// </summary>
    public string? RefusedGlobal { get; init; }
}
