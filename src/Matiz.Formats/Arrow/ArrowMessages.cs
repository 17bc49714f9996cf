using System.Buffers.Binary;
using System.Globalization;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Arrow;

/// <summary>A message of an Arrow file: its description, and where its body lies.</summary>
/// <param name="Kind">1 the schema, 2 a dictionary, 3 rows.</param>
/// <param name="Header">The description.</param>
/// <param name="BodyStart">The first byte of the body.</param>
/// <param name="BodyLength">How many bytes it has.</param>
internal sealed record ArrowMessage(int Kind, FlatTable Header, long BodyStart, long BodyLength);

/// <summary>The messages of an Arrow file, in the form of a file or of a stream.</summary>
internal static class ArrowMessages
{
    private const int MagicLength = 8, TailLength = 10, LargestDescription = 1 << 28;

    private static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    /// <summary>All messages in their order.</summary>
    /// <param name="file">The file; it can seek.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="TableException">The file is no Arrow file, or is damaged.</exception>
    /// <exception cref="InvalidDataException">A description is broken.</exception>
    public static IEnumerable<ArrowMessage> Read(Stream file, string path)
    {
        var (position, end) = Extent(file, path);
        while (position < end)
        {
            if (end - position < 4) throw Cut(path);
            int length = ReadInt(file, position);
            position += 4;
            if (length == -1)
            {
                if (end - position < 4) throw Cut(path);
                length = ReadInt(file, position);
                position += 4;
            }

            if (length == 0) yield break;
            if (length < 0 || length > end - position || length > LargestDescription) throw Cut(path);
            var bytes = new byte[length];
            file.Position = position;
            file.ReadExactly(bytes);
            position += length;
            var message = FlatTable.Root(bytes);
            long body = message.Long(3);
            if (body < 0 || body > end - position) throw Cut(path);
            if (message.Short(0) is < 3 or > 4)
            {
                throw new TableException(
                    path, "the Arrow file is of a version before 0.15. A later one was expected. Write it again with a newer program.");
            }

            yield return new ArrowMessage(message.Byte(1), message.Table(2), position, body);
            position += body;
        }
    }

    // Of a file what lies between its marks and before its footer; of a stream all of it.
    private static (long Start, long End) Extent(Stream file, string path)
    {
        var head = new byte[Math.Min(file.Length, 512)];
        file.Position = 0;
        file.ReadExactly(head);
        if (!head.AsSpan().StartsWith(Magic))
        {
            bool mayBeStream = head.Length >= 8 && (BinaryPrimitives.ReadInt32LittleEndian(head) is -1
                || (BinaryPrimitives.ReadInt32LittleEndian(head) is > 0 and var length && length % 8 == 0 && length < file.Length));
            return mayBeStream ? (0, file.Length) : throw NoArrow(head, path);
        }

        var tail = new byte[TailLength];
        if (file.Length < MagicLength + TailLength) throw Cut(path);
        file.Position = file.Length - TailLength;
        file.ReadExactly(tail);
        int footer = BinaryPrimitives.ReadInt32LittleEndian(tail);
        long end = file.Length - TailLength - footer;
        if (!tail.AsSpan(4).SequenceEqual(Magic) || footer < 0 || end < MagicLength) throw Cut(path);
        return (MagicLength, end);
    }

    private static int ReadInt(Stream file, long position)
    {
        Span<byte> bytes = stackalloc byte[4];
        file.Position = position;
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private static TableException Cut(string path) => new(
        path, "the Arrow file is cut short, or its parts are longer than it is. " + TableException.Damaged);

    private static TableException NoArrow(byte[] head, string path)
    {
        if (head.AsSpan().StartsWith("FEA1"u8))
        {
            return new TableException(
                path,
                "this is a Feather file of version 1. Version 2 was expected. Write it again (in Python: pyarrow.feather, version=2).");
        }

        string found = head.Length == 0 ? "the file is empty"
            : FileSignatures.IsLfsPointer(head) ? "this is a Git LFS pointer, not the file itself"
            : FileSignatures.IsHtml(head) ? "this is a web page"
            : string.Create(CultureInfo.InvariantCulture, $"the file does not begin as an Arrow file does");
        string advice = FileSignatures.IsLfsPointer(head) ? "Fetch the file (git lfs pull), or download it from its page."
            : FileSignatures.IsHtml(head) ? "Download the file itself (on the Hub: its 'download' or 'raw' link)."
            : "Is this the right file, and whole?";
        return new TableException(path, $"{found}. An Arrow or Feather file was expected. {advice}");
    }
}
