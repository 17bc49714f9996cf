namespace Matiz.Testing;

/// <summary>Files that were damaged on their way: bytes changed, cut off, or put elsewhere, by a seed.</summary>
public static class Mutations
{
    /// <summary>Damaged copies of a file.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the damage.</param>
    public static IEnumerable<byte[]> Make(byte[] whole, int count, int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < count; round++)
        {
            byte[] bytes = [.. whole.AsSpan(0, random.Next(5) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int change = random.Next(1, 6); change > 0 && bytes.Length > 8; change--)
            {
                int at = random.Next(bytes.Length);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: bytes.AsSpan(at, Math.Min(8, bytes.Length - at)).Fill((byte)(random.Next(2) * 255)); break;
                    default:
                        int from = random.Next(bytes.Length), length = Math.Min(random.Next(64), bytes.Length - Math.Max(at, from));
                        bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(at, length));
                        break;
                }
            }

            yield return bytes;
        }
    }
}
