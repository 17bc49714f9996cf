using Matiz.Formats.Arrays;

namespace Matiz.Formats.Onnx;

/// <summary>
/// An ONNX file that breaks the format, or whose weights cannot be told: found, expected, what to do. The message begins with the path.
/// </summary>
internal sealed class OnnxException : ArrayFileException
{
    internal const string Damaged = "The file is damaged or was not copied whole: fetch it again.";

    /// <summary>Makes the error of one file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    /// <param name="inner">What noticed it, or null.</param>
    public OnnxException(string path, string reason, Exception? inner = null)
        : base(path, reason, inner)
    {
    }
}
