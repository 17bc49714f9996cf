namespace Matiz.Inference;

/// <summary>A part of a long text that was read by itself.</summary>
/// <param name="Start">Where it begins in its text, in UTF-16 units, so that <c>text[Start..End]</c> is what was read.</param>
/// <param name="End">Where it ends.</param>
/// <param name="TokenCount">Tokens that the model read, special tokens and, of a pair, those of the other text included.</param>
/// <param name="IsOfPair">Whether it is a part of the second text of a pair.</param>
public readonly record struct TextWindow(int Start, int End, int TokenCount, bool IsOfPair = false);
