using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>A growing array of ids, reused from row to row.</summary>
internal sealed class IdBuffer
{
    private int[] _items = new int[256];

    /// <summary>The number of ids; may be set lower.</summary>
    public int Count { get; set; }

    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id)
    {
        var items = _items;
        int count = Count;
        if ((uint)count < (uint)items.Length)
        {
            items[count] = id;
            Count = count + 1;
            return;
        }

        AddSlow(id);
    }

    public void Add(ReadOnlySpan<int> ids)
    {
        if (_items.Length - Count < ids.Length) Array.Resize(ref _items, Math.Max(_items.Length * 2, Count + ids.Length));
        ids.CopyTo(_items.AsSpan(Count));
        Count += ids.Length;
    }

    /// <summary>Adds the first <paramref name="count"/> of eight ids.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddFew(Vector128<int> first, Vector128<int> last, int count)
    {
        int at = Count;
        if (_items.Length - at < 8) Grow();
        var room = _items.AsSpan(at, 8);
        first.CopyTo(room);
        last.CopyTo(room[4..]);
        Count = at + count;
    }

    private void Grow() => Array.Resize(ref _items, _items.Length * 2);

    private void AddSlow(int id)
    {
        Grow();
        _items[Count++] = id;
    }
}
