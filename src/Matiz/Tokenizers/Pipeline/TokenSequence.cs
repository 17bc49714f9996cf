namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// A token of a text: its id, where it stands, the word it is of, and what it reads as where that is not the vocabulary's entry (an
/// added token's match, a text that a piece stands for).
/// </summary>
internal readonly record struct SourceToken(int Id, int Start, int End, int Word, string? Match);

/// <summary>The tokens of one text.</summary>
/// <param name="text">The text, without half surrogates.</param>
internal sealed class TokenSequence(string text)
{
    public string Text { get; } = text;

    public List<SourceToken> Tokens { get; } = [];

    public int Count => Tokens.Count;

    public void Add(int id, int start, int end, int word, string? match) => Tokens.Add(new SourceToken(id, start, end, word, match));
}
