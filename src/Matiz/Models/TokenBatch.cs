using Matiz.Tensors;
using Matiz.Tokenizers;

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

    /// <summary>The place of each token in its row, from 0.</summary>
    internal int[] Positions => field ??= FindPositions();

    /// <summary>
    /// Positions as RoBERTa counts them: the tokens of a row that are not padding from <paramref name="paddingId"/> + 1 on, and
    /// <paramref name="paddingId"/> for those that are, which a text can hold by their name alone.
    /// </summary>
    internal int[] PositionsAfter(int paddingId)
    {
        int[] positions = new int[TokenCount];
        for (int row = 0; row < RowCount; row++)
        {
            int last = paddingId;
            for (int token = Layout.Offsets[row]; token < Layout.Offsets[row + 1]; token++)
                positions[token] = Ids[token] == paddingId ? paddingId : ++last;
        }

        return positions;
    }

    /// <summary>Segment numbers, zeros where none were given.</summary>
    internal int[] TypeIdsOrZeros => TypeIds ?? (field ??= new int[TokenCount]);

    /// <summary>The rows <paramref name="from"/> to <paramref name="to"/> (exclusive) of many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    /// <exception cref="ArgumentException">A row has no token.</exception>
    public static TokenBatch FromRows(TokenIds rows, int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, rows.RowCount);
        int first = rows.Offsets[from], end = rows.Offsets[to];
        int[] offsets = rows.Offsets[from..(to + 1)];
        for (int row = 0; row < offsets.Length; row++) offsets[row] -= first;
        int[]? typeIds = rows.TypeIds is { } types ? Array.ConvertAll(types[first..end], type => (int)type) : null;
        return new TokenBatch(rows.Ids[first..end], offsets, typeIds);
    }

    /// <summary>
    /// Cuts rows, in their order, into batches of at most <paramref name="tokenBound"/> tokens; a longer row is a batch alone.
    /// </summary>
    /// <param name="lengths">The tokens of each row.</param>
    /// <param name="tokenBound">The most tokens of a batch.</param>
    /// <returns>The first row of each batch, and how many it has.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public static IReadOnlyList<(int Start, int Count)> Cut(ReadOnlySpan<int> lengths, int tokenBound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenBound, 1);
        var batches = new List<(int Start, int Count)>();
        int start = 0;
        long tokens = 0;
        for (int row = 0; row < lengths.Length; row++)
        {
            if (row > start && tokens + lengths[row] > tokenBound)
            {
                batches.Add((start, row - start));
                (start, tokens) = (row, 0);
            }

            tokens += lengths[row];
        }

        if (lengths.Length > start) batches.Add((start, lengths.Length - start));
        return batches;
    }

    /// <summary>The batch as a rectangle, each row filled up at its end: for people and for interchange.</summary>
    /// <param name="paddingId">The id that fills up. Default 0.</param>
    public PaddedTokens ToPadded(int paddingId = 0)
    {
        int width = Layout.MaxLength;
        var padded = new PaddedTokens
        {
            RowCount = RowCount,
            Width = width,
            Ids = new int[RowCount * width],
            AttentionMask = new int[RowCount * width],
            TypeIds = new int[RowCount * width],
            Lengths = [.. Enumerable.Range(0, RowCount).Select(Layout.LengthOf)],
        };
        Array.Fill(padded.Ids, paddingId);
        for (int row = 0; row < RowCount; row++)
        {
            int first = Layout.Offsets[row], length = Layout.LengthOf(row);
            Array.Copy(Ids, first, padded.Ids, row * width, length);
            Array.Copy(TypeIdsOrZeros, first, padded.TypeIds, row * width, length);
            Array.Fill(padded.AttentionMask, 1, row * width, length);
        }

        return padded;
    }

    private int[] FindPositions()
    {
        int[] positions = new int[TokenCount];
        for (int row = 0; row < RowCount; row++)
        {
            int first = Layout.Offsets[row];
            for (int token = first; token < Layout.Offsets[row + 1]; token++) positions[token] = token - first;
        }

        return positions;
    }
}
