using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// The whole way from a text to tokens, step by step as the format describes it, with offsets. It is the oracle of faster ways that
/// only give ids.
/// </summary>
internal sealed class TokenPipeline(TokenizerParts parts)
{
    private readonly AddedVocabulary _added = parts.AddedVocabulary;

    /// <summary>The tokens of one text, before truncation and special tokens.</summary>
    public TokenSequence Run(string text)
    {
        var sequence = new TokenSequence();
        text = SurrogateRepair.Repair(text);
        int word = 0;
        var rawSpans = new List<AddedTokenSpan>();
        _added.Raw.Split(text, rawSpans);
        var normalSpans = new List<AddedTokenSpan>();
        var pieces = new List<TextPiece>();
        var tokens = new List<ModelToken>();
        foreach (var (start, end, id) in rawSpans)
        {
            if (id is { } raw)
            {
                sequence.Add(raw, start, end, word++, text[start..end]);
                continue;
            }

            var aligned = AlignedText.FromSource(text.AsSpan(start, end - start), start);
            if (parts.Normalizer is { } normalizer) aligned = normalizer.Normalize(aligned);
            normalSpans.Clear();
            _added.Normalized.Split(aligned.Chars, normalSpans);
            foreach (var span in normalSpans)
            {
                if (span.Id is { } normal)
                {
                    var (from, to) = aligned.SpanOf(span.Start, span.End);
                    sequence.Add(normal, from, to, word++, aligned.Chars[span.Start..span.End].ToString());
                    continue;
                }

                pieces.Clear();
                var piece = new TextPiece(aligned, span.Start, span.End);
                if (parts.PreTokenizer is { } splitter) splitter.Split(piece, pieces);
                else pieces.Add(piece);
                foreach (var each in pieces) Tokenize(each, word++, tokens, sequence);
            }
        }

        return sequence;
    }

    private void Tokenize(TextPiece piece, int word, List<ModelToken> tokens, TokenSequence sequence)
    {
        tokens.Clear();
        parts.Model.Tokenize(piece.Chars, tokens);
        foreach (var (id, start, end) in tokens)
        {
            var (from, to) = piece.Text.SpanOf(piece.Start + start, piece.Start + end);
            sequence.Add(id, from, to, word, null);
        }
    }
}
