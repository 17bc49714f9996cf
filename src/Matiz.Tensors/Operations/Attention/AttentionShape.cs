namespace Matiz.Tensors.Operations.Attention;

/// <summary>What one attention reads: queries, keys and values may be column ranges of one tensor or of several.</summary>
internal readonly record struct AttentionShape
{
    /// <summary>Holds the queries from <see cref="QueryColumn"/> on: [tokens or rows, …].</summary>
    public required Tensor Query { get; init; }

    public int QueryColumn { get; init; }

    /// <summary>Holds keys from <see cref="KeyColumn"/> on and values from <see cref="ValueColumn"/> on: [tokens, …].</summary>
    public required Tensor KeyValue { get; init; }

    public required int KeyColumn { get; init; }

    public required int ValueColumn { get; init; }

    /// <summary>How the rows lie in <see cref="KeyValue"/>.</summary>
    public required RaggedLayout Layout { get; init; }

    public required int Heads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>True when the queries are one a row, its first token; false when they are one a token.</summary>
    public required bool FirstTokensOnly { get; init; }

    /// <summary>The greatest distance from a query to a key that it sees; null: it sees the whole row.</summary>
    public int? Window { get; init; }

    /// <summary>What is added to the scores by distance and head; null: nothing.</summary>
    public DistanceBias? Bias { get; init; }

    /// <summary>True when some row is longer than what its tokens see.</summary>
    public bool IsWindowed => Window < Layout.MaxLength - 1;

    /// <summary>Columns of the output: heads × head size.</summary>
    public int Width => Heads * HeadSize;

    /// <summary>Terms of a score besides query · key, which make its variance as many times larger. Default 0.</summary>
    public int FurtherTerms { get; init; }

    public float Scale => 1f / MathF.Sqrt(HeadSize * (1 + FurtherTerms));

    /// <summary>The first query of a row in <see cref="Query"/>.</summary>
    public int FirstQueryOf(int row) => FirstTokensOnly ? row : Layout.Offsets[row];

    /// <summary>The queries of a row.</summary>
    public int QueriesOf(int row) => FirstTokensOnly ? 1 : Layout.LengthOf(row);
}
