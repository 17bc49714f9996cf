namespace Matiz.Testing;

/// <summary>
/// Files that were damaged on their way: bytes changed, cut out, repeated or put elsewhere, lengths blown up; in archives the parts, in
/// JSON the values. Everything follows from a seed.
/// </summary>
public static class Mutations
{
    private static readonly ulong[] Extremes =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF,
        0xFFFF_FFFF_FFFF_FFFF,
    ];

    /// <summary>Damaged copies of a file.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the damage.</param>
    public static IEnumerable<byte[]> Make(byte[] whole, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(whole);
        var random = new Random(seed);
        for (int round = 0; round < count; round++) yield return Damage(whole, random);
    }

    /// <summary>One damaged copy of a file: half of those that have a structure are damaged within it.</summary>
    public static byte[] Damage(byte[] whole, Random random)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(random);
        if (random.Next(2) == 0) return Bytes(whole, random);
        if (DamagedArchive.IsZip(whole)) return DamagedArchive.Zip(whole, random);
        if (DamagedArchive.IsGZip(whole)) return DamagedArchive.GZip(whole, random);
        return DamagedJson.IsJson(whole) ? DamagedJson.Make(whole, random) : Bytes(whole, random);
    }

    /// <summary>One damaged copy, whatever the bytes mean.</summary>
    internal static byte[] Bytes(byte[] whole, Random random)
    {
        byte[] bytes = [.. whole.AsSpan(0, random.Next(8) == 0 ? random.Next(whole.Length + 1) : whole.Length)];
        for (int change = 1 + random.Next(1 + random.Next(5)); change > 0 && bytes.Length > 8; change--)
        {
            int at = Place(bytes.Length, random), length = Math.Min(random.Next(1, 64), bytes.Length - at);
            var part = bytes.AsSpan(at, length);
            switch (random.Next(10))
            {
                case 0: part[0] = (byte)random.Next(256); break;
                case 1: part[0] ^= (byte)(1 << random.Next(8)); break;
                case 2: part.Fill((byte)(random.Next(2) * 255)); break;
                case 3: random.NextBytes(part[..Math.Min(length, 8)]); break;
                case 4: part[0] += (byte)(random.Next(2) == 0 ? 1 : 255); break;
                case 5: bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)]; break;
                case 6: bytes = [.. bytes.AsSpan(0, at + length), .. bytes.AsSpan(at)]; break;
                case 7:
                    int from = random.Next(bytes.Length - length + 1);
                    bytes.AsSpan(from, length).CopyTo(part);
                    break;
                default: BlowUp(part, random); break;
            }
        }

        return bytes;
    }

    // A number of 1, 2, 4 or 8 bytes becomes one at an edge, in either order of bytes.
    private static void BlowUp(Span<byte> part, Random random)
    {
        int size = Math.Min(1 << random.Next(4), part.Length);
        ulong value = Extremes[random.Next(Extremes.Length)];
        bool isBigEndian = random.Next(2) == 0;
        for (int i = 0; i < size; i++) part[isBigEndian ? size - 1 - i : i] = (byte)(value >> (8 * i));
    }

    /// <summary>A place in a file; half of them lie near its ends, where files describe themselves.</summary>
    internal static int Place(int length, Random random)
    {
        const int Description = 3000;
        int near = random.Next(Math.Min(length, Description));
        return random.Next(4) switch { 0 => near, 1 => length - 1 - near, _ => random.Next(length) };
    }
}
