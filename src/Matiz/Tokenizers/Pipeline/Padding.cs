namespace Matiz.Tokenizers.Pipeline;

/// <summary>Fills encodings up with a padding token, overflow windows as well.</summary>
internal sealed class Padding(int id, string token, int typeId, bool left)
{
    /// <summary>The length to which a batch is filled up.</summary>
    public static int Target(IReadOnlyList<Encoding> encodings, PaddingOptions options)
    {
        int length = options.Length ?? encodings.Max(encoding => (int?)encoding.Length) ?? 0;
        return options.MultipleOf is { } multiple ? checked((length + multiple - 1) / multiple * multiple) : length;
    }

    /// <summary>The encoding with so many tokens; the very same one where it has as many or more, and no windows.</summary>
    public Encoding Fill(Encoding encoding, int length)
    {
        int missing = length - encoding.Length;
        if (missing <= 0 && encoding.Overflowing.Count == 0) return encoding;
        return new Encoding
        {
            Ids = Fill(encoding.Ids, missing, id),
            Tokens = Fill(encoding.Tokens, missing, token),
            Offsets = Fill(encoding.Offsets, missing, (0, 0)),
            TypeIds = Fill(encoding.TypeIds, missing, typeId),
            SequenceIds = Fill(encoding.SequenceIds, missing, null),
            WordIds = Fill(encoding.WordIds, missing, null),
            SpecialTokensMask = Fill(encoding.SpecialTokensMask, missing, 1),
            AttentionMask = Fill(encoding.AttentionMask, missing, 0),
            Overflowing = [.. encoding.Overflowing.Select(window => Fill(window, length))],
            DroppedTokens = encoding.DroppedTokens,
        };
    }

    private T[] Fill<T>(T[] values, int missing, T value)
    {
        if (missing <= 0) return values;
        var filled = new T[values.Length + missing];
        values.CopyTo(filled, left ? missing : 0);
        Array.Fill(filled, value, left ? 0 : values.Length, missing);
        return filled;
    }
}
