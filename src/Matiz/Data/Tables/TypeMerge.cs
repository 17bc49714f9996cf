using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>The one type that holds the values of two.</summary>
internal static class TypeMerge
{
    /// <summary>The common type; null where there is none.</summary>
    public static ColumnType? Merge(ColumnType a, ColumnType b)
    {
        if (a.Equals(b) || b.Kind == ColumnKind.Null) return a;
        if (a.Kind == ColumnKind.Null) return b;
        bool areNumbers = a.Kind is ColumnKind.Integer or ColumnKind.Float && b.Kind is ColumnKind.Integer or ColumnKind.Float;
        if (areNumbers) return a.Kind == b.Kind ? a with { Bits = Math.Max(a.Bits, b.Bits) } : ColumnType.Float;
        if (a.Kind != b.Kind) return null;
        if (a.Kind == ColumnKind.List) return Merge(a.Item!, b.Item!) is { } item ? ColumnType.ListOf(item) : null;
        return a.Kind == ColumnKind.Struct ? MergeFields(a, b) : a;
    }

    private static ColumnType? MergeFields(ColumnType a, ColumnType b)
    {
        var fields = a.Fields.ToList();
        foreach (var other in b.Fields)
        {
            int place = fields.FindIndex(field => string.Equals(field.Name, other.Name, StringComparison.Ordinal));
            if (place < 0)
            {
                fields.Add(other);
                continue;
            }

            if (Merge(fields[place].Type, other.Type) is not { } type) return null;
            fields[place] = fields[place] with { Type = type };
        }

        return ColumnType.StructOf(fields);
    }
}
