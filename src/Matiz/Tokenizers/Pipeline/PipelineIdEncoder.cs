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
        if (!_breaksAtSpaces)
        {
            Tokenize(_needsSpans ? Aligned(text, offset) : AlignedText.WithoutSpans(text), ids);
            return;
        }

        int first = AppendFirst(text, ids);
        text = text[first..];
        while (text.Length > 0)
        {
            int length = SpaceBreaks.FirstPart(text);
            AppendWord(text, length, isContinuation: true, ids);
            text = text[length..];
        }
    }

    // Parts that go on begin with a space; the first, which may be read otherwise, is not taken for one of those.
    private int AppendFirst(ReadOnlySpan<char> text, IdBuffer ids)
    {
        if (text.IsEmpty) return 0;
        int length = SpaceBreaks.FirstPart(text);
        if (text[0] == ' ') Tokenize(AlignedText.WithoutSpans(text[..length]), ids);
        else AppendWord(text, length, isContinuation: false, ids);
        return length;
    }

    private static AlignedText Aligned(ReadOnlySpan<char> text, int offset)
    {
        char[] repaired = text.ToArray();
        SurrogateRepair.Repair(repaired);
        return AlignedText.FromSource(repaired, offset);
    }

    private void AppendWord(ReadOnlySpan<char> text, int length, bool isContinuation, IdBuffer ids)
    {
        if (length > PieceCache.MaxLength)
        {
            Tokenize(AlignedText.WithoutSpans(text[..length], isContinuation), ids);
            return;
        }

        var key = PieceCache.KeyOf(text, length);
        if (_words.TryAppend(key, ids)) return;
        int first = ids.Count;
        Tokenize(AlignedText.WithoutSpans(text[..length], isContinuation), ids);
        _words.Keep(key, ids.Items[first..]);
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
