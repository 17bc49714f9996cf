namespace Matiz.Tokenizers.Models;

/// <summary>A token that a model found in a word: its id, and which units of the word it covers.</summary>
internal readonly record struct ModelToken(int Id, int Start, int End);

/// <summary>Cuts one word, as the pre-tokenizer left it, into tokens of a vocabulary.</summary>
internal abstract class TokenModel
{
    /// <summary>The model's name in <c>tokenizer.json</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The model's tokens and their ids.</summary>
    public abstract Vocabulary Vocabulary { get; }

    /// <summary>The id that stands for what the vocabulary lacks; null if there is none.</summary>
    public abstract int? UnknownTokenId { get; }

    /// <summary>Whether an unknown token reads as the text that it stands for, in place of the vocabulary's name for it.</summary>
    public virtual bool UnknownKeepsText => false;

    /// <summary>Adds the tokens of a word that is not empty.</summary>
    public abstract void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens);
}
