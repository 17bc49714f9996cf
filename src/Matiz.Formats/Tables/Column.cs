using System.Text;
using System.Text.Unicode;

namespace Matiz.Formats.Tables;

/// <summary>The values of a column over some rows.</summary>
/// <param name="count">How many rows.</param>
/// <param name="present">Which values there are, [rows]; null where none is missing.</param>
internal abstract class Column(int count, bool[]? present)
{
    /// <summary>How many rows.</summary>
    public int Count { get; } = count;

    /// <summary>Which values there are, [rows]; null where none is missing.</summary>
    public bool[]? Present { get; } = present;

    /// <summary>Whether a row has no value.</summary>
    public bool IsMissing(int row) => Present is not null && !Present[row];
}

/// <summary>No values.</summary>
internal sealed class NullColumn(int count) : Column(count, new bool[count]);

/// <summary>True or false.</summary>
/// <param name="values">[rows]; anything where it is missing.</param>
/// <param name="present">Which values there are, [rows]; null where none is missing.</param>
internal sealed class BooleanColumn(bool[] values, bool[]? present) : Column(values.Length, present)
{
    public bool[] Values { get; } = values;
}

/// <summary>Whole numbers.</summary>
/// <param name="values">[rows]; anything where it is missing.</param>
/// <param name="present">Which values there are, [rows]; null where none is missing.</param>
internal sealed class IntegerColumn(long[] values, bool[]? present) : Column(values.Length, present)
{
    public long[] Values { get; } = values;
}

/// <summary>Floating-point numbers; those of 32 bits are exact in 64.</summary>
/// <param name="values">[rows]; anything where it is missing.</param>
/// <param name="present">Which values there are, [rows]; null where none is missing.</param>
internal sealed class FloatColumn(double[] values, bool[]? present) : Column(values.Length, present)
{
    public double[] Values { get; } = values;
}

/// <summary>Texts in UTF-8, or bytes.</summary>
/// <param name="bytes">All values end to end.</param>
/// <param name="offsets">Where each begins, [rows + 1], ascending; a missing one is empty.</param>
/// <param name="present">Which values there are, [rows]; null where none is missing.</param>
internal sealed class TextColumn(byte[] bytes, int[] offsets, bool[]? present) : Column(offsets.Length - 1, present)
{
    /// <summary>All values end to end; there may be bytes behind the last.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>Where each begins, [rows + 1].</summary>
    public int[] Offsets { get; } = offsets;

    /// <summary>A value as bytes.</summary>
    public ReadOnlySpan<byte> At(int row) => Bytes.AsSpan(Offsets[row], Offsets[row + 1] - Offsets[row]);

    /// <summary>A value as text.</summary>
    public string TextAt(int row) => Encoding.UTF8.GetString(At(row));

    /// <summary>Whether every value is UTF-8.</summary>
    public bool IsUtf8()
    {
        var all = Bytes.AsSpan(Offsets[0], Offsets[^1] - Offsets[0]);
        if (Ascii.IsValid(all)) return true;
        if (!Utf8.IsValid(all)) return false;
        foreach (int offset in Offsets.AsSpan(0, Count))
        {
            if (offset < Offsets[^1] && (Bytes[offset] & 0xC0) == 0x80) return false;     // begins within a letter
        }

        return true;
    }
}

/// <summary>Lists.</summary>
/// <param name="items">The items of all lists end to end.</param>
/// <param name="offsets">Where each list begins, [rows + 1], ascending; a missing one is empty.</param>
/// <param name="present">Which values there are, [rows]; null where none is missing.</param>
internal sealed class ListColumn(Column items, int[] offsets, bool[]? present) : Column(offsets.Length - 1, present)
{
    /// <summary>The items of all lists end to end.</summary>
    public Column Items { get; } = items;

    /// <summary>Where each list begins, [rows + 1].</summary>
    public int[] Offsets { get; } = offsets;
}

/// <summary>Named values.</summary>
/// <param name="count">How many rows.</param>
/// <param name="names">The names.</param>
/// <param name="fields">The values of each name, [rows].</param>
/// <param name="present">Which values there are, [rows]; null where none is missing.</param>
internal sealed class StructColumn(int count, IReadOnlyList<string> names, IReadOnlyList<Column> fields, bool[]? present)
    : Column(count, present)
{
    public IReadOnlyList<string> Names { get; } = names;

    public IReadOnlyList<Column> Fields { get; } = fields;
}
