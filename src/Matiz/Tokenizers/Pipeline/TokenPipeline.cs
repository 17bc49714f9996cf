using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// The whole way from a text to tokens, step by step as the format describes it, with offsets. It is the oracle of the
/// <see cref="IdEncoder"/>s, which only give ids.
/// </summary>
internal sealed class TokenPipeline(TokenizerParts parts)
{
    private readonly AddedVocabulary _added = parts.AddedVocabulary;

    /// <summary>The tokens of one text, before truncation and special tokens.</summary>
    public TokenSequence Run(string text)
    {
        text = SurrogateRepair.Repair(text);
        var sequence = new TokenSequence(text);
        int word = 0;
        var spans = new List<AddedTokenSpan>();
        _added.Raw.Split(text, spans);
        var pieces = new List<TextPiece>();
        var tokens = new List<ModelToken>();
        foreach (var (start, end, id) in spans)
        {
            if (id is { } raw)
            {
                sequence.Add(raw, start, end, word++, text[start..end]);
                continue;
            }

            pieces.Clear();
            Split(AlignedText.FromSource(text.AsSpan(start, end - start), start), pieces);
            foreach (var piece in pieces) Tokenize(piece, word++, tokens, sequence);
        }

        return sequence;
    }

    /// <summary>
    /// Adds the pieces of a text that holds none of the added tokens sought in raw text: normalized, cut at the others, pre-tokenized.
    /// </summary>
    public void Split(AlignedText source, List<TextPiece> pieces)
    {
        var text = parts.Normalizer is { } normalizer ? normalizer.Normalize(source) : source;
        if (!_added.Normalized.MayMatch(text.Chars))
        {
            if (text.Length > 0) PreTokenize(new TextPiece(text, 0, text.Length), pieces);
            return;
        }

        var spans = new List<AddedTokenSpan>();
        _added.Normalized.Split(text.Chars, spans);
        foreach (var (start, end, id) in spans)
        {
            var piece = new TextPiece(text, start, end, id);
            if (id is null) PreTokenize(piece, pieces);
            else pieces.Add(piece);
        }
    }

    private void PreTokenize(TextPiece piece, List<TextPiece> pieces)
    {
        if (parts.PreTokenizer is { } splitter) splitter.Split(piece, pieces);
        else pieces.Add(piece);
    }

    private void Tokenize(TextPiece piece, int word, List<ModelToken> tokens, TokenSequence sequence)
    {
        if (piece.AddedId is { } added)
        {
            var (from, to) = piece.Text.SpanOf(piece.Start, piece.End);
            sequence.Add(added, from, to, word, piece.Chars.ToString());
            return;
        }

        tokens.Clear();
        parts.Model.Tokenize(piece.Chars, tokens);
        foreach (var (id, start, end) in tokens)
        {
            var (from, to) = piece.Text.SpanOf(piece.Start + start, piece.Start + end);
            bool keepsText = parts.Model.UnknownKeepsText && id == parts.Model.UnknownTokenId;
            sequence.Add(id, from, to, word, keepsText ? piece.Chars[start..end].ToString() : null);
        }
    }
}
