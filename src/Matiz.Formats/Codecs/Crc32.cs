namespace Matiz.Formats.Codecs;

/// <summary>The checksum of gzip and of Parquet's pages (CRC-32, reflected polynomial EDB88320).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int BitsAByte = 8;

    private static uint[]? _table;

    /// <summary>The checksum of bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint[] table = _table ??= MakeTable();
        uint sum = uint.MaxValue;
        foreach (byte value in bytes) sum = (sum >> BitsAByte) ^ table[(byte)(sum ^ value)];
        return ~sum;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint sum = i;
            for (int bit = 0; bit < BitsAByte; bit++) sum = (sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1;
            table[i] = sum;
        }

        return table;
    }
}
