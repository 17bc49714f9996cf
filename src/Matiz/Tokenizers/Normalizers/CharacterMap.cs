using System.Buffers.Binary;
using System.Text;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's precompiled map from texts to texts: the number of bytes of a double array (Darts, units of 32 bits), the array, and
/// the texts that its leaves point into, in UTF-8, each ended by a zero. It is walked as it stands in the file.
/// </summary>
internal sealed class CharacterMap
{
    // Bits of a unit: a leaf follows; a leaf itself has the highest; a label is the byte that leads to the unit.
    private const uint HasLeaf = 0x100, LeafValue = 0x7FFFFFFF, Label = 0x800000FF;

    private readonly uint[] _units;
    private readonly byte[] _texts;
    private readonly string _file, _place;

    private CharacterMap(uint[] units, byte[] texts, JsonCursor json)
    {
        (_units, _texts) = (units, texts);
        (_file, _place) = (json.File, json.Path);
    }

    /// <summary>The map in a string of base 64.</summary>
    public static CharacterMap Read(JsonCursor json)
    {
        string text = json.AsString();
        byte[] bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out int length)
            ? Read(bytes.AsSpan(0, length), json)
            : throw json.Error("is not in base 64", "SentencePiece's map in base 64");
    }

    /// <summary>The map as a SentencePiece file holds it; <paramref name="json"/> is the place that messages name.</summary>
    public static CharacterMap Read(ReadOnlySpan<byte> bytes, JsonCursor json)
    {
        if (bytes.Length < 8) throw json.Error($"has {bytes.Length} bytes", "SentencePiece's map, which has at least 8");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size == 0 || size % 4 != 0 || size > bytes.Length - 4)
        {
            throw json.Error(
                $"states a table of {size} bytes and has {bytes.Length - 4} in all", "a table that lies in it, of whole units");
        }

        var units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + (4 * i))..]);
        byte[] texts = bytes[(4 + (int)size)..].ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(texts)) throw json.Error("has texts that are not UTF-8", "SentencePiece's map");
        return new CharacterMap(units, texts, json);
    }

    /// <summary>
    /// What a text becomes, in UTF-8: the entry of the shortest of its beginnings that has one, as in the reference, though the map was
    /// made for the longest; false if none has.
    /// </summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="found">What it becomes, which may be empty.</param>
    public bool TryGet(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> found)
    {
        var units = _units;
        uint at = Offset(units[0]);
        foreach (byte value in text)
        {
            if (value == 0) break;
            at ^= value;
            if (at >= (uint)units.Length) throw Damaged();
            uint unit = units[at];
            if ((unit & Label) != value) break;
            at ^= Offset(unit);
            if ((unit & HasLeaf) == 0) continue;
            if (at >= (uint)units.Length) throw Damaged();
            found = TextAt(units[at] & LeafValue);
            return true;
        }

        found = default;
        return false;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private ReadOnlySpan<byte> TextAt(uint start)
    {
        if (start > _texts.Length) throw Damaged();
        var rest = _texts.AsSpan((int)start);
        int end = rest.IndexOf((byte)0);
        var found = end < 0 ? rest : rest[..end];
        bool isWhole = found.IsEmpty || Rune.DecodeFromUtf8(found, out _, out _) == System.Buffers.OperationStatus.Done;
        return isWhole ? found : throw Damaged();
    }

    private TokenizerException Damaged() => new(
        _file, $"{_place} leads out of its own table; expected SentencePiece's map. Correct the file, or fetch it again.");
}
