using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// Any tokenizer, by the way of <see cref="TokenPipeline"/> and with its very ids. Pieces met before are not given to the model again;
/// where normalizer and pre-tokenizer take a text word by word, words met before, as they stand in the text, are not given to these again.
/// </summary>
internal sealed class PipelineIdEncoder(TokenizerParts parts) : IdEncoder(parts.AddedVocabulary.Raw)
{
    private readonly TokenPipeline _pipeline = new(parts);
    private readonly bool _breaksAtSpaces = parts.BreaksAtSpaces;
    private readonly bool _needsSpans = parts.PreTokenizer is { NeedsSpans: true };
    private readonly PieceCache _words = new(pairBits: 13);               // as they stand in the text, with the space before them
    private readonly PieceCache _pieces = new(pairBits: 11);              // as the pre-tokenizer leaves them
    private readonly List<TextPiece> _split = [];
    private readonly List<ModelToken> _tokens = [];

    protected override void AppendPlain(ReadOnlySpan<char> text, int offset, IdBuffer ids)
    {
        int before = ids.Count;
        if (_breaksAtSpaces && TryAppendParts(text, ids)) return;
        ids.Count = before;
        Tokenize(_needsSpans ? Aligned(text, offset) : AlignedText.WithoutSpans(text), ids);
    }

    // False where a part but the last ends in an added token that takes the space behind it along: there the text must not be cut.
    private bool TryAppendParts(ReadOnlySpan<char> text, IdBuffer ids)
    {
        bool isFirst = true;
        while (text.Length > 0)
        {
            int length = SpaceBreaks.FirstPart(text);
            bool mayEnd = AppendPart(text, length, isFirst, ids);
            text = text[length..];
            if (!mayEnd && text.Length > 0) return false;
            isFirst = false;
        }

        return true;
    }

    // Parts that go on begin with a space; the first, which may be read otherwise, is not taken for one of those.
    private bool AppendPart(ReadOnlySpan<char> text, int length, bool isFirst, IdBuffer ids)
    {
        bool isKept = length <= PieceCache.MaxLength && !(isFirst && text[0] == ' ');
        var key = isKept ? PieceCache.KeyOf(text, length) : default;
        if (isKept && _words.TryAppend(key, ids)) return true;
        int before = ids.Count;
        Tokenize(AlignedText.WithoutSpans(text[..length], isContinuation: !isFirst), ids);
        if (_split.Count > 0 && _split[^1].AddedId is { } last && parts.AddedVocabulary.Normalized.TakesSpaceBehind(last)) return false;
        if (isKept) _words.Keep(key, ids.Items[before..]);
        return true;
    }

    private static AlignedText Aligned(ReadOnlySpan<char> text, int offset)
    {
        char[] repaired = text.ToArray();
        SurrogateRepair.Repair(repaired);
        return AlignedText.FromSource(repaired, offset);
    }

    private void Tokenize(AlignedText text, IdBuffer ids)
    {
        _split.Clear();
        _pipeline.Split(text, _split);
        foreach (var piece in _split)
        {
            if (piece.AddedId is { } added) ids.Add(added);
            else AppendPiece(piece.Chars, ids);
        }
    }

    private void AppendPiece(ReadOnlySpan<char> piece, IdBuffer ids)
    {
        if (piece.Length > PieceCache.MaxLength)
        {
            Cut(piece, ids);
            return;
        }

        var key = PieceCache.KeyOf(piece, piece.Length);
        if (_pieces.TryAppend(key, ids)) return;
        int first = ids.Count;
        Cut(piece, ids);
        _pieces.Keep(key, ids.Items[first..]);
    }

    private void Cut(ReadOnlySpan<char> piece, IdBuffer ids)
    {
        _tokens.Clear();
        parts.Model.Tokenize(piece, _tokens);
        foreach (var token in _tokens) ids.Add(token.Id);
    }
}
