using System.Diagnostics.CodeAnalysis;
using Matiz.Formats.Arrays;

namespace Matiz.Formats.Safetensors;

/// <summary>A safetensors file that breaks the format: which file, tensor and byte, what was expected, what to do.</summary>
public sealed class SafetensorsException : ArrayFileException
{
    internal const string Damaged = "The file is damaged or was not copied whole: fetch it again.";

    /// <summary>Makes the error of one file.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="reason">Found, expected, what to do; without the path.</param>
    /// <param name="tensor">The tensor concerned, or null when the whole file is.</param>
    /// <param name="offset">The byte of the file where the fault lies, or null.</param>
    /// <param name="inner">What noticed it, or null.</param>
    public SafetensorsException(string path, string reason, string? tensor = null, long? offset = null, Exception? inner = null)
        : base(path, reason, inner) => (Tensor, Offset) = (tensor, offset);

    /// <summary>The tensor concerned, or null when the whole file is.</summary>
    public string? Tensor { get; }

    /// <summary>The byte of the file where the fault lies, or null.</summary>
    public long? Offset { get; }

    [DoesNotReturn]
    internal static void ThrowFile(string path, string reason, long? offset = null) =>
        throw new SafetensorsException(path, reason, null, offset);

    [DoesNotReturn]
    internal static void ThrowTensor(string path, string tensor, string reason, long? offset = null) =>
        throw new SafetensorsException(path, $"tensor '{tensor}' {reason}", tensor, offset);
}
