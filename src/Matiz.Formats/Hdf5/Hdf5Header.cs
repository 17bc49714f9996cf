namespace Matiz.Formats.Hdf5;

/// <summary>One message of an object header: what it says of the object.</summary>
/// <param name="Type">The kind, by the format's number.</param>
/// <param name="Flags">Bit 1: it lies elsewhere and is shared.</param>
/// <param name="Address">Where its content begins.</param>
/// <param name="Length">Bytes of its content.</param>
internal readonly record struct Hdf5Message(int Type, byte Flags, ulong Address, int Length)
{
    public const int Dataspace = 0x01, LinkInfo = 0x02, Datatype = 0x03, Link = 0x06, External = 0x07, Layout = 0x08, Filters = 0x0B;
    public const int Attribute = 0x0C, Continuation = 0x10, SymbolTable = 0x11, AttributeInfo = 0x15;

    private const byte SharedFlag = 2;

    /// <summary>Reads the content.</summary>
    /// <exception cref="Hdf5Exception">It lies elsewhere.</exception>
    public Hdf5Cursor Open(Hdf5Bytes file, string what) => (Flags & SharedFlag) == 0
        ? file.Cursor(Address, Length, what)
        : throw file.Fault(
            $"{what} at byte {Address} is shared with another object, expected one of its own. Save the file again with h5py.");
}

/// <summary>Reads the header of an object, in its old and its new form: a list of messages in one or several blocks.</summary>
internal static class Hdf5Header
{
    private const int MostMessages = 65_536;
    private const string What = "an object header";

    private static ReadOnlySpan<byte> NewSignature => "OHDR"u8;

    private static ReadOnlySpan<byte> BlockSignature => "OCHK"u8;

    /// <summary>All messages of an object.</summary>
    /// <exception cref="Hdf5Exception">The header breaks the format, or its blocks go round in a circle.</exception>
    public static List<Hdf5Message> Read(Hdf5Bytes file, ulong address)
    {
        var blocks = new Blocks(file);
        bool isNew = file.Span(address, NewSignature.Length, What).SequenceEqual(NewSignature);
        var messages = new List<Hdf5Message>();
        int prefix = isNew ? ReadNewStart(file, address, blocks) : ReadOldStart(file, address, blocks);
        while (blocks.TryTake(out ulong start, out long length))
        {
            var cursor = file.Cursor(start, length, What);
            while (cursor.Left >= prefix)
            {
                var message = isNew ? NextNew(ref cursor, prefix) : NextOld(ref cursor);
                if (messages.Count == MostMessages) throw cursor.Fault($"has more than {MostMessages} messages");
                messages.Add(message);
                if (message.Type == Hdf5Message.Continuation) AddBlock(file, message, blocks, isNew);
            }
        }

        return messages;
    }

    // Version, messages, references, bytes of the first block; then four bytes to a multiple of eight.
    private static int ReadOldStart(Hdf5Bytes file, ulong address, Blocks blocks)
    {
        var cursor = file.Cursor(address, 16, What);
        cursor.RequireVersion(1);
        cursor.Skip(7);
        blocks.Add(address + 16, cursor.UInt32());
        return 8;
    }

    private static int ReadNewStart(Hdf5Bytes file, ulong address, Blocks blocks)
    {
        const int HasTimes = 0x20, HasLimits = 0x10, HasOrder = 0x04;
        var cursor = file.Cursor(address, Math.Min(40, file.Length - file.Base - (long)address), What);
        cursor.Require(NewSignature);
        cursor.RequireVersion(2);
        int flags = cursor.Byte();
        if ((flags & HasTimes) != 0) cursor.Skip(16);
        if ((flags & HasLimits) != 0) cursor.Skip(4);
        ulong length = cursor.Number(1 << (flags & 3));
        if (length > (ulong)file.Length) throw cursor.Fault($"claims {length} bytes in a file of {file.Length}");
        blocks.Add(cursor.Address, (long)length);
        return (flags & HasOrder) != 0 ? 6 : 4;
    }

    private static void AddBlock(Hdf5Bytes file, Hdf5Message message, Blocks blocks, bool isNew)
    {
        var cursor = message.Open(file, "a continuation of an object header");
        ulong start = cursor.UInt64();
        long length = cursor.Length();
        if (isNew)
        {
            const int Checksum = 4;
            if (length < BlockSignature.Length + Checksum) throw cursor.Fault($"names a block of {length} bytes");
            file.Cursor(start, length, What).Require(BlockSignature);
            start += (ulong)BlockSignature.Length;
            length -= BlockSignature.Length + Checksum;
        }

        blocks.Add(start, length);
    }

    private static Hdf5Message NextOld(ref Hdf5Cursor cursor)
    {
        int type = cursor.UInt16(), length = cursor.UInt16();
        byte flags = cursor.Byte();
        cursor.Skip(3);
        var message = new Hdf5Message(type, flags, cursor.Address, length);
        cursor.Skip(length);
        return message;
    }

    private static Hdf5Message NextNew(ref Hdf5Cursor cursor, int prefix)
    {
        int type = cursor.Byte(), length = cursor.UInt16();
        byte flags = cursor.Byte();
        cursor.Skip(prefix - 4);
        var message = new Hdf5Message(type, flags, cursor.Address, length);
        cursor.Skip(length);
        return message;
    }

    /// <summary>Blocks that are still to be read, none twice.</summary>
    private sealed class Blocks(Hdf5Bytes file)
    {
        private readonly Queue<(ulong Start, long Length)> _waiting = new();
        private readonly HashSet<ulong> _seen = [];

        public void Add(ulong start, long length)
        {
            file.Spend(length);
            if (!_seen.Add(start))
                throw file.Fault($"{What} goes on at byte {start}, which it has read already. {Hdf5Exception.Damaged}");
            _waiting.Enqueue((start, length));
        }

        public bool TryTake(out ulong start, out long length)
        {
            bool isThere = _waiting.TryDequeue(out var block);
            (start, length) = block;
            return isThere;
        }
    }
}
