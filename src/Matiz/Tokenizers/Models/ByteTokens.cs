using System.Globalization;

namespace Matiz.Tokenizers.Models;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, which stand for the bytes of what a vocabulary lacks.</summary>
internal static class ByteTokens
{
    /// <summary>Their ids by byte; -1 where the vocabulary lacks one.</summary>
    public static int[] Find(Vocabulary vocabulary)
    {
        int[] ids = new int[256];
        for (int value = 0; value < ids.Length; value++)
            ids[value] = vocabulary.TryGetId(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"), out int id) ? id : -1;
        return ids;
    }

    /// <summary>Adds the bytes of a text, each with the whole text's place; adds nothing and says false where one is lacking.</summary>
    public static bool TryAdd(int[] ids, ReadOnlySpan<char> text, int start, int end, List<ModelToken> tokens)
    {
        byte[] bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(text)];
        System.Text.Encoding.UTF8.GetBytes(text, bytes);
        foreach (byte value in bytes)
        {
            if (ids[value] < 0) return false;
        }

        foreach (byte value in bytes) tokens.Add(new ModelToken(ids[value], start, end));
        return true;
    }
}
