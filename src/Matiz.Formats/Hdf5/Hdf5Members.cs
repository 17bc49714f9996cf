using System.Text;

namespace Matiz.Formats.Hdf5;

/// <summary>The members of a group by their names, in the form of old files (a tree of tables) and in that of new ones (links).</summary>
internal static class Hdf5Members
{
    private const int DeepestTree = 32;
    private const int EntryBytes = 40, TreeHeaderBytes = 24;
    private const string Tree = "the tree of a group", Table = "a table of a group", Heap = "the names of a group";

    /// <summary>Name to address of the object header; <see cref="Hdf5Bytes.Nowhere"/> for a link to another place or file.</summary>
    /// <exception cref="Hdf5Exception">The group breaks the format, or keeps its members where they are not read.</exception>
    public static Dictionary<string, ulong> Read(Hdf5Bytes file, IReadOnlyList<Hdf5Message> messages, string owner)
    {
        var members = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            switch (message.Type)
            {
                case Hdf5Message.SymbolTable: ReadTree(file, message, members); break;
                case Hdf5Message.Link: ReadLink(file, message, members); break;
                case Hdf5Message.LinkInfo: RequireCompact(file, message, owner); break;
                default: break;
            }
        }

        return members;
    }

    private static void ReadTree(Hdf5Bytes file, Hdf5Message message, Dictionary<string, ulong> members)
    {
        var cursor = message.Open(file, "a symbol table message");
        ulong tree = cursor.UInt64(), heapAddress = cursor.UInt64();
        var heap = file.Cursor(heapAddress, 32, Heap);
        heap.Require("HEAP"u8);
        heap.RequireVersion(0);
        heap.Skip(3);
        long size = heap.Length();
        heap.Skip(8);                                                // the first free block
        var names = file.Span(heap.UInt64(), size, Heap);
        ReadNode(file, tree, names, members, [], depth: 0);
    }

    private static void ReadNode(
        Hdf5Bytes file, ulong address, ReadOnlySpan<byte> names, Dictionary<string, ulong> members, HashSet<ulong> seen, int depth)
    {
        if (!seen.Add(address) || depth > DeepestTree)
            throw file.Fault($"{Tree} comes to byte {address} twice, or is deeper than {DeepestTree}. {Hdf5Exception.Damaged}");
        var header = file.Cursor(address, TreeHeaderBytes, Tree);
        header.Require("TREE"u8);
        if (header.Byte() != 0) throw header.Fault("is not that of a group");
        int level = header.Byte(), entries = header.UInt16();
        file.Spend(TreeHeaderBytes + (entries * 16L));
        var cursor = file.Cursor(address + TreeHeaderBytes, (entries * 16L) + 8, Tree);
        for (int entry = 0; entry < entries; entry++)
        {
            cursor.Skip(8);                                          // the key: a name that is not below this child
            ulong child = cursor.UInt64();
            if (level > 0) ReadNode(file, child, names, members, seen, depth + 1);
            else ReadTable(file, child, names, members, seen);
        }
    }

    private static void ReadTable(
        Hdf5Bytes file, ulong address, ReadOnlySpan<byte> names, Dictionary<string, ulong> members, HashSet<ulong> seen)
    {
        if (!seen.Add(address)) throw file.Fault($"{Table} at byte {address} stands in its tree twice. {Hdf5Exception.Damaged}");
        var header = file.Cursor(address, 8, Table);
        header.Require("SNOD"u8);
        header.RequireVersion(1);
        header.Skip(1);
        int count = header.UInt16();
        file.Spend((long)count * EntryBytes);
        var cursor = file.Cursor(address + 8, (long)count * EntryBytes, Table);
        for (int entry = 0; entry < count; entry++)
        {
            ulong nameAt = cursor.UInt64(), target = cursor.UInt64();
            const uint SoftLink = 2;
            bool isLink = cursor.UInt32() == SoftLink;
            cursor.Skip(20);
            int end = nameAt < (ulong)names.Length ? names[(int)nameAt..].IndexOf((byte)0) : -1;
            if (end < 0) throw cursor.Fault($"has a name at {nameAt} of a heap of {names.Length} bytes");
            Add(file, members, names.Slice((int)nameAt, end), isLink ? Hdf5Bytes.Nowhere : target);
        }
    }

    private static void ReadLink(Hdf5Bytes file, Hdf5Message message, Dictionary<string, ulong> members)
    {
        const int HasType = 8, HasOrder = 4, HasCharset = 16, HardLink = 0;
        var cursor = message.Open(file, "a link");
        cursor.RequireVersion(1);
        int flags = cursor.Byte();
        int type = (flags & HasType) != 0 ? cursor.Byte() : HardLink;
        if ((flags & HasOrder) != 0) cursor.Skip(8);
        if ((flags & HasCharset) != 0) cursor.Skip(1);
        ulong length = cursor.Number(1 << (flags & 3));
        if (length > (ulong)cursor.Left) throw cursor.Fault($"has a name of {length} bytes");
        var name = cursor.Bytes((int)length);
        Add(file, members, name, type == HardLink ? cursor.UInt64() : Hdf5Bytes.Nowhere);
    }

    private static void RequireCompact(Hdf5Bytes file, Hdf5Message message, string owner)
    {
        var cursor = message.Open(file, "a link list");
        cursor.RequireVersion(0);
        if ((cursor.Byte() & 1) != 0) cursor.Skip(8);
        if (cursor.UInt64() == Hdf5Bytes.Nowhere) return;
        throw file.Fault(
            $"the members of {owner} lie in dense storage, expected links in its header or a tree. "
            + "Save the file again with libver='earliest' (h5py).");
    }

    private static void Add(Hdf5Bytes file, Dictionary<string, ulong> members, ReadOnlySpan<byte> name, ulong target)
    {
        file.Spend(name.Length);
        string text = Encoding.UTF8.GetString(name);
        if (!members.TryAdd(text, target)) throw file.Fault($"a group has the member '{text}' twice. {Hdf5Exception.Damaged}");
    }
}
