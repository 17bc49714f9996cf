using Matiz.Formats;

namespace Matiz.Workflows.Quantization;

/// <summary>
/// A model that cannot be quantized as asked: what was found, what was expected, what to do. The message begins with the path.
/// </summary>
public sealed class QuantizationException : MatizException
{
    /// <summary>Makes the error of one folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    public QuantizationException(string path, string reason)
        : base($"{path}: {reason}") => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }
}
