using System.Globalization;
using Matiz.Data;
using Matiz.Defaults;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Peers;

/// <summary>The texts that every program computes: batches of 64 sorted by length, since others pad, and one text alone.</summary>
internal sealed class PeerTexts
{
    /// <summary>Rows of a batch, and tokens of the text that is computed alone.</summary>
    public const int BatchSize = 64, TokensOfOne = 22;

    private const int MostTokens = 128;

    private PeerTexts(TokenBatch[] batches, TokenBatch one) => (Batches, One) = (batches, one);

    /// <summary>All texts, the shortest first.</summary>
    public IReadOnlyList<TokenBatch> Batches { get; }

    /// <summary>One text of 22 tokens.</summary>
    public TokenBatch One { get; }

    /// <summary>Tokens of all texts, without padding.</summary>
    public int TokenCount => Batches.Sum(batch => batch.TokenCount);

    /// <summary>The texts of the file or of the built-in sample.</summary>
    public static IReadOnlyList<TextInput> Read(PeerOptions options)
    {
        IEnumerable<DataSource> sources = options.File is { } file
            ? DataSource.Expand([file])
            : [DataSource.FromStream(EmbeddedSample.Open("train.csv"), "train.csv", RowFormats.Csv)];
        return [.. RowReader.Read([.. sources]).Select(row => new TextInput(row.Text))];
    }

    /// <summary>Encodes and sorts all texts, and takes batches at equal distances.</summary>
    /// <param name="tokenizer">Makes ids.</param>
    /// <param name="inputs">All texts.</param>
    /// <param name="count">How many texts are taken, in whole batches.</param>
    public static PeerTexts Make(Tokenizer tokenizer, IReadOnlyList<TextInput> inputs, int count)
    {
        var encoded = tokenizer.EncodeIds(inputs);
        int[] ids = encoded.Ids, offsets = encoded.Offsets;
        int[][] rows = [.. Enumerable.Range(0, offsets.Length - 1)
            .Select(row => ids[offsets[row]..Math.Min(offsets[row + 1], offsets[row] + MostTokens)]).OrderBy(row => row.Length)];
        int[] one = [.. rows[^1].Take(TokensOfOne - 1), rows[^1][^1]];
        TokenBatch[] all = [.. rows.Chunk(BatchSize).Select(Batch)];
        int taken = Math.Clamp(count / BatchSize, 1, all.Length);
        return new PeerTexts([.. Enumerable.Range(0, taken).Select(i => all[((2 * i) + 1) * all.Length / (2 * taken)])], Batch([one]));
    }

    /// <summary>How long the texts are, in words.</summary>
    public string Mix()
    {
        int[] lengths = [.. Batches.SelectMany(batch => batch.ToPadded().Lengths)];
        double padded = Batches.Sum(batch => (double)batch.RowCount * batch.Layout.MaxLength);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{lengths.Length} texts of {lengths[0]} to {lengths[^1]} tokens (quarters {lengths[lengths.Length / 4]}, "
            + $"{lengths[lengths.Length / 2]}, {lengths[lengths.Length * 3 / 4]}; mean {lengths.Average():F1}): all texts sorted by "
            + $"length, cut into batches of {BatchSize}, {Batches.Count} of them at equal distances; of what is padded, "
            + $"{TokenCount / padded:P1} is real");
    }

    private static TokenBatch Batch(int[][] rows)
    {
        int[] offsets = new int[rows.Length + 1];
        for (int row = 0; row < rows.Length; row++) offsets[row + 1] = offsets[row] + rows[row].Length;
        return new TokenBatch([.. rows.SelectMany(row => row)], offsets);
    }
}
