using Matiz.Formats;

namespace Matiz.Sharing;

/// <summary>A model cannot be shared as it is: a file holds a secret, is missing, or lies elsewhere.</summary>
public sealed class SharingException : MatizException
{
    /// <summary>Makes the error.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="reason">Found, expected, what to do.</param>
    /// <param name="innerException">What noticed it, or null.</param>
    public SharingException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}", innerException) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
