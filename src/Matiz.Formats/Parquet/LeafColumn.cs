using System.Buffers.Binary;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>Makes a column of the values of a leaf.</summary>
internal static class LeafColumn
{
    /// <summary>A column of some slots, of which those that are present take the values in their order.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="values">The values.</param>
    /// <param name="first">The first value.</param>
    /// <param name="present">Which slots have one, [count]; null for all.</param>
    /// <param name="count">How many slots.</param>
    public static Column Make(ParquetNode leaf, LeafValues values, int first, bool[]? present, int count)
    {
        var element = leaf.Element!;
        switch (leaf.Type.Kind)
        {
            case ColumnKind.Null:
                return present is not null && !present.Contains(true)
                    ? new NullColumn(count)
                    : throw new InvalidDataException("it has values, and its type says that it has none");
            case ColumnKind.Boolean: return new BooleanColumn(Spread(values.Booleans, first, present, count), present);
            case ColumnKind.Integer: return new IntegerColumn(Integers(element, values, first, present, count), present);
            case ColumnKind.Float when element.Type == ParquetTypes.Fixed: return Halves(values, first, present, count);
            case ColumnKind.Float: return new FloatColumn(Spread(values.Floats, first, present, count), present);
            case ColumnKind.Bytes: return Texts(values, first, present, count);
            default:
                var meaning = ParquetTypes.MeaningOf(element);
                if (meaning != ParquetMeaning.Plain) return LeafTexts.Make(element, meaning, values, first, present, count);
                var texts = Texts(values, first, present, count);
                return texts.IsUtf8() ? texts : throw new InvalidDataException("a text is no UTF-8");
        }
    }

    private static T[] Spread<T>(T[] values, int first, bool[]? present, int count)
        where T : struct
    {
        if (present is null) return values.AsSpan(first, count).ToArray();
        var spread = new T[count];
        for (int i = 0; i < count; i++)
        {
            if (present[i]) spread[i] = values[first++];
        }

        return spread;
    }

    private static long[] Integers(ParquetElement element, LeafValues values, int first, bool[]? present, int count)
    {
        long[] numbers = Spread(values.Integers, first, present, count);
        if (ParquetTypes.MeaningOf(element) != ParquetMeaning.Unsigned) return numbers;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (element.Type == ParquetTypes.Int32) numbers[i] = (uint)numbers[i];
            else if (numbers[i] < 0) throw new NotSupportedException("whole numbers of more than 63 bits");
        }

        return numbers;
    }

    private static FloatColumn Halves(LeafValues values, int first, bool[]? present, int count)
    {
        var numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            if (present is null || present[i])
                numbers[i] = (double)BinaryPrimitives.ReadHalfLittleEndian(values.Bytes.AsSpan(values.Starts[first++]));
        }

        return new FloatColumn(numbers, present);
    }

    private static TextColumn Texts(LeafValues values, int first, bool[]? present, int count)
    {
        var offsets = new int[count + 1];
        var (starts, lengths) = (values.Starts, values.Lengths);
        int value = first, total = 0;
        for (int i = 0; i < count; i++)
        {
            if (present is null || present[i]) total = checked(total + lengths[value++]);
            offsets[i + 1] = total;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(total);
        for (int i = first, at = 0; i < value; i++)
        {
            values.Bytes.AsSpan(starts[i], lengths[i]).CopyTo(bytes.AsSpan(at));
            at += lengths[i];
        }

        return new TextColumn(bytes, offsets, present);
    }
}
