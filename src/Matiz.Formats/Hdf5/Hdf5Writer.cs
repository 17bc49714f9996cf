using System.Text;
using Matiz.Formats.Arrays;

namespace Matiz.Formats.Hdf5;

/// <summary>
/// Writes HDF5 files as the library's oldest readers know them: superblock 0, groups with a symbol table, arrays in one piece. The same
/// content gives the same bytes; arrays are asked for their bytes one after another.
/// </summary>
internal sealed class Hdf5Writer
{
    private const int SuperblockBytes = 96, TreeChildren = 32, LeastTableEntries = 8;
    private const int TreeBytes = 24 + (TreeChildren * 16) + 8, TableHeaderBytes = 8, EntryBytes = 40, NamesHeaderBytes = 32;

    private readonly Hdf5TextHeaps _texts = new();
    private readonly Dictionary<string[], (int Heap, int Index, int Length)[]> _textPlaces = new(ReferenceEqualityComparer.Instance);
    private readonly List<long> _textHeaps = [];
    private readonly int _tableEntries;
    private long _end = SuperblockBytes;

    private Hdf5Writer(Hdf5GroupToWrite root)
    {
        int most = MostMembers(root);                               // one level of the tree holds them all
        _tableEntries = Math.Max(LeastTableEntries, (most + TreeChildren - 1) / TreeChildren * 2);
    }

    /// <summary>Writes a file from the stream's position on.</summary>
    /// <exception cref="NotSupportedException">An array has a type that HDF5 or Keras does not have.</exception>
    public static void Write(Stream stream, Hdf5GroupToWrite root)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(root);
        new Hdf5Writer(root).WriteFile(stream, root);
    }

    private static int MostMembers(Hdf5GroupToWrite group) =>
        group.Groups.Values.Select(MostMembers).Append(group.Groups.Count + group.Arrays.Count).Max();

    // Structures get their places first; what they hold does not change their lengths. The arrays follow behind all of them.
    private void WriteFile(Stream stream, Hdf5GroupToWrite root)
    {
        GatherTexts(root);
        byte[][] heaps = [.. _texts.ToBytes()];
        foreach (byte[] heap in heaps) _textHeaps.Add(Take(heap.Length));
        var top = new Place(root);
        TakePlaces(top);
        byte[] structures = new byte[_end];
        var arrays = new List<Place>();
        TakeData(top, arrays);
        Superblock(top).CopyTo(structures, 0);
        for (int heap = 0; heap < heaps.Length; heap++) heaps[heap].CopyTo(structures, _textHeaps[heap]);
        Render(top, structures);
        stream.Write(structures);
        using var buffer = new TensorToWrite.WriteBuffer();
        foreach (var place in arrays)
        {
            place.Array!.WriteTo(stream, buffer);
            for (long left = Padding(place.Array.ByteLength); left > 0; left--) stream.WriteByte(0);
        }
    }

    private void GatherTexts(Hdf5GroupToWrite group)
    {
        foreach (var (_, texts, _) in group.Attributes) _textPlaces[texts] = [.. texts.Select(_texts.Add)];
        foreach (var inner in group.Groups.Values) GatherTexts(inner);
    }

    private long Take(long length)
    {
        long address = _end;
        _end += length + Padding(length);
        return address;
    }

    private static long Padding(long length) => (8 - (length % 8)) % 8;

    private void TakePlaces(Place place)
    {
        place.Header = Take(Header(place).Length);
        if (place.Group is null) return;
        place.Tree = Take(TreeBytes);
        place.Names = Take(NamesHeaderBytes + NameBytes(place).Length);
        int tables = (place.Members.Count + _tableEntries - 1) / _tableEntries;
        place.Tables = Take((long)tables * TableBytes);
        foreach (var member in place.Members) TakePlaces(member);
    }

    private void TakeData(Place place, List<Place> arrays)
    {
        if (place.Array is { } array)
        {
            place.Data = Take(array.ByteLength);
            arrays.Add(place);
        }

        foreach (var member in place.Members) TakeData(member, arrays);
    }

    private void Render(Place place, byte[] structures)
    {
        Header(place).CopyTo(structures, place.Header);
        if (place.Group is null) return;
        Tree(place).CopyTo(structures, place.Tree);
        byte[] names = NameBytes(place);
        byte[] heap =
        [
            .. "HEAP"u8, 0, 0, 0, 0, .. Hdf5MessageBytes.Number(names.Length), .. Hdf5MessageBytes.Number(1),      // 1: nothing is free
            .. Hdf5MessageBytes.Number(place.Names + NamesHeaderBytes),
        ];
        heap.CopyTo(structures, place.Names);
        names.CopyTo(structures, place.Names + NamesHeaderBytes);
        for (int first = 0; first < place.Members.Count; first += _tableEntries)
            Table(place, first).CopyTo(structures, place.Tables + ((long)first / _tableEntries * TableBytes));
        foreach (var member in place.Members) Render(member, structures);
    }

    private int TableBytes => TableHeaderBytes + (_tableEntries * EntryBytes);

    private byte[] Superblock(Place root)
    {
        byte[] versions = [0, 0, 0, 0, 0, 8, 8, 0];
        byte[] sizes = [(byte)(_tableEntries / 2), (byte)(_tableEntries / 2 >> 8), TreeChildren / 2, 0, 0, 0, 0, 0];
        return
        [
            0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n', .. versions, .. sizes,
            .. Hdf5MessageBytes.Number(0), .. Hdf5MessageBytes.Number(-1), .. Hdf5MessageBytes.Number(_end), .. Hdf5MessageBytes.Number(-1),
            .. Entry(0, root),
        ];
    }

    // Where its name lies, its header; of a group also its tree and names, so that they need not be looked up.
    private static byte[] Entry(long nameAt, Place place) =>
    [
        .. Hdf5MessageBytes.Number(nameAt), .. Hdf5MessageBytes.Number(place.Header),
        .. Hdf5MessageBytes.Number(place.Group is null ? 0 : 1), .. Hdf5MessageBytes.Number(place.Tree),
        .. Hdf5MessageBytes.Number(place.Names),
    ];

    private byte[] Header(Place place)
    {
        var messages = new List<(int, byte[])>();
        if (place.Array is { } array)
        {
            messages.Add((Hdf5Message.Dataspace, Hdf5MessageBytes.Space(array.Shape)));
            messages.Add((Hdf5Message.Datatype, Hdf5MessageBytes.Type(array.DType)));
            messages.Add((Hdf5MessageBytes.FillType, Hdf5MessageBytes.Fill));
            messages.Add((Hdf5Message.Layout, Hdf5MessageBytes.Contiguous(array.ByteLength > 0 ? place.Data : -1, array.ByteLength)));
            return Hdf5MessageBytes.Header(messages);
        }

        messages.Add((Hdf5Message.SymbolTable, Hdf5MessageBytes.SymbolTable(place.Tree, place.Names)));
        foreach (var (name, texts, isList) in place.Group!.Attributes)
        {
            var places = _textPlaces[texts].Select(text => (text.Length, _textHeaps[text.Heap], text.Index)).ToList();
            bool isAscii = texts.All(text => Ascii.IsValid(text));
            messages.Add((Hdf5Message.Attribute, Hdf5MessageBytes.Attribute(name, places, isList, isAscii)));
        }

        return Hdf5MessageBytes.Header(messages);
    }

    // The empty name, then every member's, each ended by a zero and filled up to eight bytes.
    private static byte[] NameBytes(Place place)
    {
        var bytes = new List<byte>(new byte[8]);
        foreach (var member in place.Members)
        {
            member.NameAt = bytes.Count;
            bytes.AddRange(Hdf5MessageBytes.Padded([.. Encoding.UTF8.GetBytes(member.Name), 0]));
        }

        return [.. bytes];
    }

    // Level 0: a key before each table, and the name of the last member behind it.
    private byte[] Tree(Place place)
    {
        int tables = (place.Members.Count + _tableEntries - 1) / _tableEntries;
        var bytes = new List<byte>([.. "TREE"u8, 0, 0, (byte)tables, 0, .. Hdf5MessageBytes.Number(-1), .. Hdf5MessageBytes.Number(-1)]);
        bytes.AddRange(Hdf5MessageBytes.Number(0));
        for (int table = 0; table < tables; table++)
        {
            int last = Math.Min((table + 1) * _tableEntries, place.Members.Count) - 1;
            bytes.AddRange(Hdf5MessageBytes.Number(place.Tables + ((long)table * TableBytes)));
            bytes.AddRange(Hdf5MessageBytes.Number(place.Members[last].NameAt));
        }

        return [.. bytes];
    }

    private byte[] Table(Place place, int first)
    {
        int count = Math.Min(_tableEntries, place.Members.Count - first);
        var bytes = new List<byte>([.. "SNOD"u8, 1, 0, (byte)count, (byte)(count >> 8)]);
        foreach (var member in place.Members.Skip(first).Take(count)) bytes.AddRange(Entry(member.NameAt, member));
        return [.. bytes];
    }

    /// <summary>Where a group or an array will lie; 0 until it is known.</summary>
    private sealed class Place
    {
        public Place(Hdf5GroupToWrite group)
        {
            Group = group;
            Members =
            [
                .. group.Groups.Select(inner => new Place(inner.Value) { Name = inner.Key })
                    .Concat(group.Arrays.Select(inner => new Place(inner.Value) { Name = inner.Key }))
                    .OrderBy(member => member.Name, Hdf5GroupToWrite.ByBytes),
            ];
        }

        private Place(TensorToWrite array) => Array = array;

        public string Name { get; private init; } = "";

        public Hdf5GroupToWrite? Group { get; }

        public TensorToWrite? Array { get; }

        public IReadOnlyList<Place> Members { get; } = [];

        public long Header { get; set; }

        public long Tree { get; set; }

        public long Names { get; set; }

        public long Tables { get; set; }

        public long Data { get; set; }

        public long NameAt { get; set; }
    }
}
