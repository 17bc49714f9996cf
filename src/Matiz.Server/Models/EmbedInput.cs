namespace Matiz.Server.Models;

/// <summary>What is to be embedded: a text, or the ids of its tokens as the model is to read them.</summary>
internal readonly record struct EmbedInput
{
    /// <summary>A text.</summary>
    public EmbedInput(string text) => Text = text;

    /// <summary>The ids of tokens: special tokens are put around none, and no prompt before them.</summary>
    public EmbedInput(int[] ids) => Ids = ids;

    /// <summary>The text; null for ids.</summary>
    public string? Text { get; }

    /// <summary>The ids; null for a text.</summary>
    public int[]? Ids { get; }

    /// <summary>Whether there is nothing to read.</summary>
    public bool IsEmpty => Text is { Length: 0 } || Ids is { Length: 0 };
}
