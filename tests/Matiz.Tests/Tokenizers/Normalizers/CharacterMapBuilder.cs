using System.Buffers.Binary;

namespace Matiz.Tests.Tokenizers.Normalizers;

/// <summary>Makes SentencePiece's maps from a few entries: a double array with a block of 256 units for every node of the tree.</summary>
internal static class CharacterMapBuilder
{
    /// <summary>The map in base 64, as <c>tokenizer.json</c> holds it.</summary>
    public static string Base64(params (string From, string To)[] entries) => Convert.ToBase64String(Bytes(entries));

    public static byte[] Bytes(params (string From, string To)[] entries)
    {
        var texts = new List<byte>();
        var units = new List<uint>(new uint[256]);
        var blocks = new Dictionary<string, uint> { [""] = 0 };        // by the bytes that lead there, as characters
        foreach (var (from, to) in entries)
        {
            uint start = (uint)texts.Count;
            texts.AddRange([.. System.Text.Encoding.UTF8.GetBytes(to), 0]);
            string path = "";
            uint at = 0;
            foreach (byte value in System.Text.Encoding.UTF8.GetBytes(from))
            {
                at = blocks[path] ^ value;
                path += (char)value;
                if (blocks.TryAdd(path, (uint)units.Count)) units.AddRange(new uint[256]);
                units[(int)at] = (units[(int)at] & 0x100) | ((at ^ blocks[path]) << 10) | value;
            }

            units[(int)at] |= 0x100;
            units[(int)blocks[path]] = 0x80000000 | start;
        }

        var bytes = new byte[4 + (4 * units.Count)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(4 * units.Count));
        for (int i = 0; i < units.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 + (4 * i)), units[i]);
        return [.. bytes, .. texts];
    }
}
