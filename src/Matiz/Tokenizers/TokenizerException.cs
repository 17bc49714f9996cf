using Matiz.Formats;

namespace Matiz.Tokenizers;

/// <summary>
/// A tokenizer cannot be read, or a text cannot be encoded as asked. The message says what was found, what was expected and what to
/// do; it begins with <see cref="Path"/> when a file is at fault.
/// </summary>
public sealed class TokenizerException : MatizException
{
    /// <summary>An error that no file is at fault of.</summary>
    public TokenizerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>An error of the file or folder <paramref name="path"/>.</summary>
    public TokenizerException(string path, string message, Exception? innerException = null)
        : base($"{path}: {message}", innerException) => Path = path;

    /// <summary>The file or folder at fault; null when the error is not of a file.</summary>
    public string? Path { get; }
}
