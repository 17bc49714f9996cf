using System.Globalization;
using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>Values in the wider type that several files have in common: see <see cref="TypeMerge"/>.</summary>
internal static class ColumnCast
{
    /// <summary>The same values in another type.</summary>
    /// <param name="values">The values.</param>
    /// <param name="type">A type that holds them.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="DataException">A whole number has more digits than a float keeps.</exception>
    public static Column To(Column values, ColumnType type, string file) => values switch
    {
        NullColumn when type.Kind != ColumnKind.Null => Missing(values.Count, type),
        IntegerColumn numbers when type.Kind == ColumnKind.Float => ToFloat(numbers, file),
        ListColumn lists => new ListColumn(To(lists.Items, type.Item!, file), lists.Offsets, lists.Present),
        StructColumn structs => new StructColumn(
            structs.Count, [.. type.Fields.Select(field => field.Name)],
            [.. type.Fields.Select(field => FieldOf(structs, field, file))], structs.Present),
        _ => values,
    };

    private static Column FieldOf(StructColumn structs, ColumnSchema field, string file)
    {
        for (int i = 0; i < structs.Fields.Count; i++)
        {
            if (string.Equals(structs.Names[i], field.Name, StringComparison.Ordinal)) return To(structs.Fields[i], field.Type, file);
        }

        return Missing(structs.Count, field.Type);
    }

    private static Column Missing(int count, ColumnType type)
    {
        var builder = ColumnBuilder.For(type);
        for (int i = 0; i < count; i++) builder.AddMissing();
        return builder.Build();
    }

    private static FloatColumn ToFloat(IntegerColumn numbers, string file)
    {
        var values = new double[numbers.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = numbers.Values[i];
            if (numbers.IsMissing(i) || (Math.Abs(values[i]) < long.MaxValue && (long)values[i] == numbers.Values[i])) continue;
            throw new DataException(
                file, 0,
                $"the whole number {numbers.Values[i].ToString(CultureInfo.InvariantCulture)} has more digits than a float keeps, and "
                + "another file has floats in its column. Numbers of one kind were expected. Convert the files one by one.");
        }

        return new FloatColumn(values, numbers.Present);
    }
}
