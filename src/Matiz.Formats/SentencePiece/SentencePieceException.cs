namespace Matiz.Formats.SentencePiece;

/// <summary>A file that is no SentencePiece model: which, what was found and expected, what to do.</summary>
/// <param name="path">The file, as the caller named it.</param>
/// <param name="reason">Found, expected, what to do; without the path.</param>
/// <param name="inner">What noticed it, or null.</param>
internal sealed class SentencePieceException(string path, string reason, Exception? inner = null)
    : MatizException($"{path}: {reason}", inner)
{
    /// <summary>The message without the path.</summary>
    public string Reason { get; } = reason;
}
