namespace Matiz.Tensors;

/// <summary>
/// How the rows of a batch lie end to end in a matrix of tokens: row r is tokens Offsets[r] to Offsets[r + 1]. Nothing is padded.
/// </summary>
public sealed class RaggedLayout
{
    private readonly int[] _offsets;
    private int[]? _rowOfToken;

    /// <summary>A layout of rows end to end.</summary>
    /// <param name="offsets">Rows + 1 numbers, from 0, rising.</param>
    /// <exception cref="ArgumentException">The first is not 0, or one is not above the one before it.</exception>
    public RaggedLayout(int[] offsets)
    {
        if (offsets.Length == 0 || offsets[0] != 0) throw new ArgumentException("offsets start with 0.", nameof(offsets));
        for (int row = 0; row + 1 < offsets.Length; row++)
        {
            if (offsets[row + 1] <= offsets[row])
                throw new ArgumentException(
                    $"row {row} of the batch has no token (offsets {offsets[row]} to {offsets[row + 1]}).", nameof(offsets));
            MaxLength = Math.Max(MaxLength, offsets[row + 1] - offsets[row]);
        }

        _offsets = offsets;
    }

    /// <summary>Rows + 1 token numbers.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>Rows in the batch.</summary>
    public int RowCount => _offsets.Length - 1;

    /// <summary>Tokens of all rows together.</summary>
    public int TokenCount => _offsets[^1];

    /// <summary>Tokens of the longest row.</summary>
    public int MaxLength { get; }

    /// <summary>The row of each token.</summary>
    internal ReadOnlySpan<int> RowOfToken => _rowOfToken ??= FindRows();

    /// <summary>A layout of <paramref name="rows"/> rows of one token, such as the first tokens of a batch.</summary>
    public static RaggedLayout OneTokenARow(int rows) => new([.. Enumerable.Range(0, rows + 1)]);

    /// <summary>The tokens of row <paramref name="row"/>.</summary>
    public int LengthOf(int row) => _offsets[row + 1] - _offsets[row];

    private int[] FindRows()
    {
        var rows = new int[TokenCount];
        for (int row = 0; row < RowCount; row++) Array.Fill(rows, row, _offsets[row], LengthOf(row));
        return rows;
    }
}
