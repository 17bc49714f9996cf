using Matiz.Tensors;

namespace Matiz.Models;

/// <summary>Encodings of several rows laid end to end: what an encoder reads. Nothing is padded.</summary>
public sealed class TokenBatch
{
    /// <summary>A batch of rows end to end.</summary>
    /// <param name="ids">The token ids of all rows.</param>
    /// <param name="offsets">Rows + 1 token numbers; row r is tokens offsets[r] to offsets[r + 1].</param>
    /// <param name="typeIds">A segment number for each token; null: all 0.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a row has no token.</exception>
    public TokenBatch(int[] ids, int[] offsets, int[]? typeIds = null)
    {
        Layout = new RaggedLayout(offsets);
        if (ids.Length != Layout.TokenCount)
            throw new ArgumentException($"{ids.Length} ids were given, but the offsets end at {Layout.TokenCount}.", nameof(ids));
        if (typeIds is not null && typeIds.Length != ids.Length)
            throw new ArgumentException($"{typeIds.Length} type ids were given for {ids.Length} ids.", nameof(typeIds));
        Ids = ids;
        TypeIds = typeIds;
    }

    /// <summary>Token ids, all rows end to end.</summary>
    public int[] Ids { get; }

    /// <summary>Segment numbers (reference: <c>token_type_ids</c>); null: all 0.</summary>
    public int[]? TypeIds { get; }

    /// <summary>How the rows lie.</summary>
    public RaggedLayout Layout { get; }

    /// <summary>Rows in the batch.</summary>
    public int RowCount => Layout.RowCount;

    /// <summary>Tokens of all rows together.</summary>
    public int TokenCount => Layout.TokenCount;
}
