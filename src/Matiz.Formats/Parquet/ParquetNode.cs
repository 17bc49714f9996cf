using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>What a column of a Parquet file is made of: a leaf, a list, or named values; with the levels that tell what is there.</summary>
internal sealed class ParquetNode
{
    private const int MostLevels = 32;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What its values are.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>The definition level from which on a value is there.</summary>
    public required int Definition { get; init; }

    /// <summary>Of a list: the definition level from which on it has an item, and the repetition level of further items.</summary>
    public (int Definition, int Repetition) Items { get; init; }

    /// <summary>Of a leaf: how many repeated elements it lies in.</summary>
    public int Repetition { get; init; }

    /// <summary>Of a list its item, of named values the fields.</summary>
    public IReadOnlyList<ParquetNode> Children { get; init; } = [];

    /// <summary>Of a leaf: its place among all leaves.</summary>
    public int Leaf { get; init; } = -1;

    /// <summary>Of a leaf: its description.</summary>
    public ParquetElement? Element { get; init; }

    /// <summary>The leaves below it, itself included.</summary>
    public IEnumerable<ParquetNode> Leaves => Leaf >= 0 ? [this] : Children.SelectMany(child => child.Leaves);

    /// <summary>The columns of a file.</summary>
    /// <exception cref="InvalidDataException">The schema is broken.</exception>
    public static IReadOnlyList<ParquetNode> Columns(IReadOnlyList<ParquetElement> elements)
    {
        var builder = new Builder(elements);
        return builder.Children(elements[0].ChildCount, 0, 0, 0);
    }

    private sealed class Builder(IReadOnlyList<ParquetElement> elements)
    {
        private int _next = 1, _leaves;

        public List<ParquetNode> Children(int count, int definition, int repetition, int level)
        {
            if (level > MostLevels) throw new InvalidDataException("columns lie too deep in one another");
            if (count < 0 || count > elements.Count) throw new InvalidDataException("a number of columns is wrong");
            var children = new List<ParquetNode>();
            for (int i = 0; i < count; i++) children.Add(Next(definition, repetition, level));
            return children;
        }

        private ParquetElement Take() => _next < elements.Count ? elements[_next++] : throw new InvalidDataException("columns are missing");

        private ParquetNode Next(int definition, int repetition, int level)
        {
            var element = Take();
            if (element.Repetition != 2) return Made(element, element.Repetition == 1 ? definition + 1 : definition, repetition, level);

            // A repeated field by itself is a list that is always there.
            return ListOf(element.Name, definition, repetition, Made(element, definition + 1, repetition + 1, level));
        }

        private ParquetNode Made(ParquetElement element, int definition, int repetition, int level)
        {
            if (element.Type is not null && element.ChildCount == 0)
            {
                return new ParquetNode
                {
                    Name = element.Name,
                    Type = ParquetTypes.TypeOf(element),
                    Definition = definition,
                    Repetition = repetition,
                    Leaf = _leaves++,
                    Element = element,
                };
            }

            bool isList = element.ConvertedType is 1 or 2 or 3 || element.LogicalType is 2 or 3;      // map, list
            if (isList && element.ChildCount == 1 && _next < elements.Count && elements[_next].Repetition == 2)
                return ListOf(element.Name, definition, repetition, Item(element, definition + 1, repetition + 1, level + 1));
            var fields = Children(element.ChildCount, definition, repetition, level + 1);
            if (fields.Count == 0) throw new InvalidDataException("a column has neither a type nor fields");
            return new ParquetNode
            {
                Name = element.Name,
                Type = ColumnType.StructOf([.. fields.Select(field => new ColumnSchema(field.Name, field.Type))]),
                Definition = definition,
                Children = fields,
            };
        }

        // Three levels, or two as old writers have it.
        private ParquetNode Item(ParquetElement list, int definition, int repetition, int level)
        {
            var repeated = Take();
            bool isItem = repeated.ChildCount != 1 || (_next < elements.Count && elements[_next].Repetition == 2)
                || repeated.Name is "array" || string.Equals(repeated.Name, list.Name + "_tuple", StringComparison.Ordinal);
            return isItem ? Made(repeated, definition, repetition, level) : Next(definition, repetition, level + 1);
        }

        private static ParquetNode ListOf(string name, int definition, int repetition, ParquetNode item) => new()
        {
            Name = name,
            Type = ColumnType.ListOf(item.Type),
            Definition = definition,
            Items = (definition + 1, repetition + 1),
            Children = [item],
        };
    }
}
