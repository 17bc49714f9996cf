namespace Matiz.Formats.Tables;

/// <summary>Copies values from a column into a builder.</summary>
internal static class ColumnCopy
{
    /// <summary>Adds a value, missing ones and nested ones as well.</summary>
    /// <param name="builder">Of the same type.</param>
    /// <param name="values">Where it is.</param>
    /// <param name="row">Which one.</param>
    public static void Add(ColumnBuilder builder, Column values, int row)
    {
        if (values.IsMissing(row))
        {
            builder.AddMissing();
            return;
        }

        switch (values)
        {
            case TextColumn texts: ((TextBuilder)builder).Add(texts.At(row)); break;
            case IntegerColumn numbers: ((IntegerBuilder)builder).Add(numbers.Values[row]); break;
            case FloatColumn numbers: ((FloatBuilder)builder).Add(numbers.Values[row]); break;
            case BooleanColumn flags: ((BooleanBuilder)builder).Add(flags.Values[row]); break;
            case ListColumn lists:
                var list = (ListBuilder)builder;
                for (int i = lists.Offsets[row]; i < lists.Offsets[row + 1]; i++) Add(list.Items, lists.Items, i);
                list.EndList();
                break;
            case StructColumn structs:
                var fields = (StructBuilder)builder;
                for (int i = 0; i < structs.Fields.Count; i++) Add(fields.Fields[i], structs.Fields[i], row);
                fields.EndValue();
                break;
        }
    }
}
