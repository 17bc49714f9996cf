namespace Matiz.Models;

/// <summary>A batch as a rectangle [rows, width], row by row, as other programs take it.</summary>
public sealed record PaddedTokens
{
    /// <summary>Rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>Tokens of the longest row.</summary>
    public required int Width { get; init; }

    /// <summary>Token ids, filled up with the padding id (reference: <c>input_ids</c>).</summary>
    public required int[] Ids { get; init; }

    /// <summary>1 for a token, 0 for padding (reference: <c>attention_mask</c>).</summary>
    public required int[] AttentionMask { get; init; }

    /// <summary>Segment numbers, 0 for padding (reference: <c>token_type_ids</c>).</summary>
    public required int[] TypeIds { get; init; }

    /// <summary>Tokens of each row.</summary>
    public required int[] Lengths { get; init; }
}
