using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Matiz.Formats.Npy;

/// <summary>Writes .npy files as numpy.save does: version 1, little-endian singles row by row, data from a multiple of 64 on.</summary>
public static class NpyWriter
{
    private const int Alignment = 64, FixedBytes = 10, BytesAtOnce = 1 << 24;

    /// <summary>Writes a file atomically: the old one stays until the new one is whole and on the disk.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <exception cref="ArgumentException">The values are not as many as the shape says.</exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the old file is as it was.</exception>
    public static void Write(string path, ReadOnlyMemory<float> values, params ReadOnlySpan<long> shape)
    {
        if (!ArrayDType.Float32.TryMeasure(shape, out long elements, out _) || elements != values.Length)
            throw new ArgumentException(
                $"{values.Length} values were given for a shape of ({string.Join(", ", shape.ToArray())}).", nameof(values));
        byte[] header = Header(shape);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            for (int at = 0; at < values.Length; at += BytesAtOnce / sizeof(float))
                WriteLittleEndian(stream, values.Span[at..Math.Min(values.Length, at + (BytesAtOnce / sizeof(float)))]);
        });
    }

    private static byte[] Header(ReadOnlySpan<long> shape)
    {
        string text = NpyHeader.Describe(shape);
        int length = ((FixedBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment) - FixedBytes;
        var header = new byte[FixedBytes + length];
        NpyHeader.Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n", header.AsSpan(FixedBytes));
        return header;
    }

    private static void WriteLittleEndian(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<byte> word = stackalloc byte[sizeof(float)];
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(word, value);
            stream.Write(word);
        }
    }
}
