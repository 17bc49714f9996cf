using System.Buffers.Binary;
using System.Globalization;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>An element of the schema, as the file lists them depth-first.</summary>
internal sealed record ParquetElement
{
    public int? Type { get; set; }

    public int TypeLength { get; set; }

    public int Repetition { get; set; }

    public string Name { get; set; } = "";

    public int ChildCount { get; set; }

    public int? ConvertedType { get; set; }

    public int Scale { get; set; }

    /// <summary>The number of the logical type, see the format; 0 where there is none.</summary>
    public int LogicalType { get; set; }

    /// <summary>The width of an integer, as its logical type has it.</summary>
    public int LogicalBits { get; set; }

    public bool IsUnsigned { get; set; }

    /// <summary>The unit of a time: 1 milliseconds, 2 microseconds, 3 nanoseconds.</summary>
    public int TimeUnit { get; set; }

    public bool IsUtc { get; set; }
}

/// <summary>Where a column of a row group lies.</summary>
internal sealed record ParquetChunk
{
    public int Type { get; set; }

    public int Codec { get; set; }

    public long ValueCount { get; set; }

    public long CompressedSize { get; set; }

    public long UncompressedSize { get; set; }

    public long DataOffset { get; set; }

    public long DictionaryOffset { get; set; }

    public bool IsElsewhere { get; set; }

    public bool IsEncrypted { get; set; }

    /// <summary>The first byte, of the dictionary where there is one.</summary>
    public long Start => DictionaryOffset > 0 && DictionaryOffset < DataOffset ? DictionaryOffset : DataOffset;
}

/// <summary>Some rows: a chunk for each column.</summary>
internal sealed record ParquetRowGroup(long RowCount, IReadOnlyList<ParquetChunk> Chunks);

/// <summary>What stands at the end of a Parquet file, held to the file's length before anything else is read.</summary>
internal sealed class ParquetFooter
{
    private const int MagicLength = 4, TailLength = 8;

    private ParquetFooter()
    {
    }

    public List<ParquetElement> Elements { get; } = [];

    public List<ParquetRowGroup> RowGroups { get; } = [];

    public Dictionary<string, string> Notes { get; } = new(StringComparer.Ordinal);

    public long RowCount { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="file">The file; it can seek.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="TableException">The file is no Parquet file, is damaged, or encrypted.</exception>
    public static ParquetFooter Read(Stream file, string path)
    {
        Span<byte> head = stackalloc byte[MagicLength], tail = stackalloc byte[TailLength];
        if (file.Length < MagicLength + TailLength) throw NoParquet(file, path);
        file.Position = 0;
        file.ReadExactly(head);
        file.Position = file.Length - TailLength;
        file.ReadExactly(tail);
        if (head.SequenceEqual("PARE"u8) || tail[4..].SequenceEqual("PARE"u8))
        {
            throw new TableException(
                path, "the Parquet file is encrypted. A file that can be read was expected. Write it without encryption.");
        }

        if (!head.SequenceEqual("PAR1"u8)) throw NoParquet(file, path);
        if (!tail[4..].SequenceEqual("PAR1"u8))
            throw new TableException(path, "the Parquet file does not end as it should ('PAR1'). " + TableException.Damaged);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        long start = file.Length - TailLength - length;
        if (start < MagicLength || length > int.MaxValue)
        {
            throw new TableException(path, string.Create(
                CultureInfo.InvariantCulture,
                $"the description at the end of the Parquet file tells {length} bytes, more than the file has. {TableException.Damaged}"));
        }

        var bytes = new byte[length];
        file.Position = start;
        file.ReadExactly(bytes);
        var footer = new ParquetFooter();
        try
        {
            var reader = new ThriftReader(bytes);
            footer.Parse(ref reader);
            footer.Check(start, path);
            return footer;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new TableException(
                path, "the description at the end of the Parquet file is broken. " + TableException.Damaged, exception);
        }
    }

    private static TableException NoParquet(Stream file, string path)
    {
        file.Position = 0;
        var head = new byte[Math.Min(file.Length, 512)];
        file.ReadExactly(head);
        string found = head.Length == 0 ? "the file is empty"
            : FileSignatures.IsLfsPointer(head) ? "this is a Git LFS pointer, not the file itself"
            : FileSignatures.IsHtml(head) ? "this is a web page"
            : "the file does not begin as a Parquet file does ('PAR1')";
        string advice = FileSignatures.IsLfsPointer(head) ? "Fetch the file (git lfs pull), or download it from its page."
            : FileSignatures.IsHtml(head) ? "Download the file itself (on the Hub: its 'download' or 'raw' link)."
            : "Is this the right file, and whole?";
        return new TableException(path, $"{found}. A Parquet file was expected. {advice}");
    }

    private void Parse(ref ThriftReader reader)
    {
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 2:
                    for (int left = reader.ReadListHead(out _); left > 0; left--) Elements.Add(ReadElement(ref reader));
                    break;
                case 3: RowCount = reader.ReadLong(); break;
                case 4:
                    for (int left = reader.ReadListHead(out _); left > 0; left--) RowGroups.Add(ReadRowGroup(ref reader));
                    break;
                case 5:
                    for (int left = reader.ReadListHead(out _); left > 0; left--) ReadNote(ref reader);
                    break;
                default: reader.Skip(type); break;
            }
        }
    }

    private void ReadNote(ref ThriftReader reader)
    {
        string key = "", value = "";
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 1) key = reader.ReadText();
            else if (id == 2) value = reader.ReadText();
            else reader.Skip(type);
        }

        Notes[key] = value;
    }

    private static ParquetElement ReadElement(ref ThriftReader reader)
    {
        var element = new ParquetElement();
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 1: element.Type = reader.ReadInt(); break;
                case 2: element.TypeLength = reader.ReadInt(); break;
                case 3: element.Repetition = reader.ReadInt(); break;
                case 4: element.Name = reader.ReadText(); break;
                case 5: element.ChildCount = reader.ReadInt(); break;
                case 6: element.ConvertedType = reader.ReadInt(); break;
                case 7: element.Scale = reader.ReadInt(); break;
                case 10 when type == 12: ReadLogicalType(ref reader, element); break;
                default: reader.Skip(type); break;
            }
        }

        return element;
    }

    // A union: one field, whose number says which type, and whose value is a struct.
    private static void ReadLogicalType(ref ThriftReader reader, ParquetElement element)
    {
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            element.LogicalType = id;
            if (type != 12 || id is not (5 or 7 or 8 or 10))
            {
                reader.Skip(type);
                continue;
            }

            int inner = 0;
            while (reader.NextField(ref inner, out int innerType))
            {
                switch (id, inner)
                {
                    case (5, 1): element.Scale = reader.ReadInt(); break;
                    case (7 or 8, 1): element.IsUtc = ThriftReader.IsTrue(innerType); break;
                    case (7 or 8, 2) when innerType == 12:
                        int unit = 0;
                        while (reader.NextField(ref unit, out int unitType))
                        {
                            element.TimeUnit = unit;
                            reader.Skip(unitType);
                        }

                        break;
                    case (10, 1) when innerType == 3: element.LogicalBits = reader.ReadRawByte(); break;
                    case (10, 2): element.IsUnsigned = !ThriftReader.IsTrue(innerType); break;
                    default: reader.Skip(innerType); break;
                }
            }
        }
    }

    private static ParquetRowGroup ReadRowGroup(ref ThriftReader reader)
    {
        var chunks = new List<ParquetChunk>();
        long rows = 0;
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 1)
            {
                for (int left = reader.ReadListHead(out _); left > 0; left--) chunks.Add(ReadChunk(ref reader));
            }
            else if (id == 3)
            {
                rows = reader.ReadLong();
            }
            else
            {
                reader.Skip(type);
            }
        }

        return new ParquetRowGroup(rows, chunks);
    }

    private static ParquetChunk ReadChunk(ref ThriftReader reader)
    {
        var chunk = new ParquetChunk();
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 3 && type == 12)
            {
                ReadChunkFacts(ref reader, chunk);
                continue;
            }

            chunk.IsElsewhere |= id == 1;
            chunk.IsEncrypted |= id is 8 or 9;
            reader.Skip(type);
        }

        return chunk;
    }

    private static void ReadChunkFacts(ref ThriftReader reader, ParquetChunk chunk)
    {
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 1: chunk.Type = reader.ReadInt(); break;
                case 4: chunk.Codec = reader.ReadInt(); break;
                case 5: chunk.ValueCount = reader.ReadLong(); break;
                case 6: chunk.UncompressedSize = reader.ReadLong(); break;
                case 7: chunk.CompressedSize = reader.ReadLong(); break;
                case 9: chunk.DataOffset = reader.ReadLong(); break;
                case 11: chunk.DictionaryOffset = reader.ReadLong(); break;
                default: reader.Skip(type); break;
            }
        }
    }

    private void Check(long end, string path)
    {
        if (Elements.Count == 0) throw new InvalidDataException("there is no schema");
        long rows = 0;
        foreach (var group in RowGroups)
        {
            if (group.RowCount < 0) throw new InvalidDataException("a number of rows is negative");
            rows = checked(rows + group.RowCount);
            foreach (var chunk in group.Chunks)
            {
                if (chunk.IsElsewhere)
                {
                    throw new TableException(
                        path,
                        "columns of the Parquet file lie in other files. A file that holds all of itself was expected. Write it anew.");
                }

                if (chunk.IsEncrypted)
                {
                    throw new TableException(
                        path,
                        "columns of the Parquet file are encrypted. A file that can be read was expected. Write it without encryption.");
                }

                bool isInside = chunk.Start >= MagicLength && chunk.CompressedSize >= 0 && chunk.ValueCount >= 0
                    && chunk.CompressedSize <= end && chunk.Start <= end - chunk.CompressedSize;
                if (!isInside) throw new InvalidDataException("a column lies outside of the file");
            }
        }

        if (rows != RowCount || rows > int.MaxValue) throw new InvalidDataException("numbers of rows differ");
    }
}
