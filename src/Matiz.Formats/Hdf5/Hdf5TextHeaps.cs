using System.Text;

namespace Matiz.Formats.Hdf5;

/// <summary>Texts of any length, gathered into global heaps.</summary>
internal sealed class Hdf5TextHeaps
{
    private const int HeaderBytes = 16, LeastBytes = 4096, MostBytes = 65_536;

    private readonly List<List<byte[]>> _heaps = [];
    private readonly List<int> _used = [];

    /// <summary>Adds a text; the number of its heap, its number there, and its bytes.</summary>
    public (int Heap, int Index, int Length) Add(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int size = HeaderBytes + ((bytes.Length + 7) / 8 * 8);
        if (_heaps.Count == 0 || _used[^1] + size > MostBytes)
        {
            _heaps.Add([]);
            _used.Add(HeaderBytes);
        }

        _heaps[^1].Add(bytes);
        _used[^1] += size;
        return (_heaps.Count - 1, _heaps[^1].Count, bytes.Length);
    }

    /// <summary>The bytes of every heap, in their order.</summary>
    public IEnumerable<byte[]> ToBytes()
    {
        for (int heap = 0; heap < _heaps.Count; heap++)
        {
            int size = Math.Max(LeastBytes, _used[heap]), left = size - _used[heap];
            var bytes = new List<byte>(size);
            bytes.AddRange("GCOL"u8);
            bytes.AddRange([1, 0, 0, 0]);
            bytes.AddRange(Hdf5MessageBytes.Number(size));
            for (int index = 0; index < _heaps[heap].Count; index++)
            {
                byte[] text = _heaps[heap][index];
                bytes.AddRange([(byte)(index + 1), (byte)((index + 1) >> 8), 0, 0, 0, 0, 0, 0]);
                bytes.AddRange(Hdf5MessageBytes.Number(text.Length));
                bytes.AddRange(Hdf5MessageBytes.Padded(text));
            }

            if (left >= HeaderBytes)
            {
                bytes.AddRange(new byte[8]);                         // object 0: what is free, itself included
                bytes.AddRange(Hdf5MessageBytes.Number(left));
            }

            bytes.AddRange(new byte[size - bytes.Count]);
            yield return [.. bytes];
        }
    }
}
