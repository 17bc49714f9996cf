using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>The levels and values of a leaf over some rows, gathered so that lists and named values can be made of them.</summary>
internal sealed class GatheredLeaf(ParquetNode leaf)
{
    // A row that has more is a broken file.
    private const int MostLevels = 1 << 24;

    private readonly ColumnBuilder _values = ColumnBuilder.For(leaf.Type);

    public List<int> Definitions { get; } = [];

    public List<int> Repetitions { get; } = [];

    /// <summary>The values that are there.</summary>
    public Column Values { get; private set; } = new NullColumn(0);

    /// <summary>Takes the levels of so many rows from a cursor.</summary>
    public void Gather(LeafCursor cursor, int rows)
    {
        Definitions.Clear();
        Repetitions.Clear();
        var parts = new List<Column>();
        int begun = 0;
        while (cursor.Fill())
        {
            int levels = 0, values = 0;
            bool isDone = false;
            for (int i = cursor.At; i < cursor.Length; i++)
            {
                int repetition = leaf.Repetition == 0 ? 0 : cursor.Repetitions[i];
                if (repetition == 0 && begun == rows)
                {
                    isDone = true;
                    break;
                }

                if (repetition == 0) begun++;
                else if (begun == 0) throw new InvalidDataException("a column begins within a row");
                Definitions.Add(cursor.Definitions[i]);
                Repetitions.Add(repetition);
                levels++;
                if (cursor.Definitions[i] == leaf.Definition) values++;
            }

            if (Definitions.Count > MostLevels) throw new NotSupportedException("rows with more than 16 million items");
            if (values > 0) parts.Add(LeafColumn.Make(leaf, cursor.Values, cursor.ValueAt, null, values));
            cursor.Advance(levels, values);
            if (isDone) break;
        }

        if (begun < rows) throw new InvalidDataException("a column ends before its rows");
        Values = parts.Count == 1 ? parts[0] : Joined(parts);
    }

    private Column Joined(List<Column> parts)
    {
        foreach (var part in parts)
        {
            for (int i = 0; i < part.Count; i++) ColumnCopy.Add(_values, part, i);
        }

        return _values.Build();
    }
}

/// <summary>Makes a column of nested values from the levels of its leaves (Dremel).</summary>
internal static class NestedColumn
{
    /// <summary>A column of so many rows.</summary>
    /// <param name="node">The column.</param>
    /// <param name="leaves">What was gathered of every leaf, by its place among all leaves.</param>
    public static Column Make(ParquetNode node, IReadOnlyDictionary<int, GatheredLeaf> leaves) => Make(node, leaves, 0, 0);

    // Slots: the places where the node may have a value, one for each level of a leaf that repeats nothing deeper than the list around
    // the node, and that is defined at least as far as an item of that list is.
    private static Column Make(ParquetNode node, IReadOnlyDictionary<int, GatheredLeaf> leaves, int repetition, int definition)
    {
        var levels = leaves[node.Leaves.First().Leaf];
        if (node.Leaf >= 0) return MakeLeaf(node, levels, repetition, definition);
        var present = new List<bool>();
        for (int i = 0; i < levels.Definitions.Count; i++)
        {
            if (IsSlot(levels, i, repetition, definition)) present.Add(levels.Definitions[i] >= node.Definition);
        }

        bool[]? presence = present.Contains(false) ? [.. present] : null;
        if (node.Type.Kind == ColumnKind.Struct)
        {
            var fields = node.Children.Select(child => Make(child, leaves, repetition, definition)).ToArray();
            if (Array.Exists(fields, field => field.Count != present.Count))
                throw new InvalidDataException("fields of values differ in number");
            return new StructColumn(present.Count, [.. node.Children.Select(child => child.Name)], fields, presence);
        }

        var items = Make(node.Children[0], leaves, node.Items.Repetition, node.Items.Definition);
        var offsets = new int[present.Count + 1];
        int slot = 0, count = 0;
        for (int i = 0; i < levels.Definitions.Count; i++)
        {
            if (IsSlot(levels, i, repetition, definition)) offsets[slot++] = count;
            if (IsSlot(levels, i, node.Items.Repetition, node.Items.Definition)) count++;
        }

        offsets[slot] = count;
        if (count != items.Count) throw new InvalidDataException("items of lists differ in number");
        return new ListColumn(items, offsets, presence);
    }

    private static Column MakeLeaf(ParquetNode node, GatheredLeaf levels, int repetition, int definition)
    {
        var builder = ColumnBuilder.For(node.Type);
        int value = 0;
        for (int i = 0; i < levels.Definitions.Count; i++)
        {
            bool isPresent = levels.Definitions[i] == node.Definition;
            if (IsSlot(levels, i, repetition, definition))
            {
                if (isPresent) ColumnCopy.Add(builder, levels.Values, value);
                else builder.AddMissing();
            }

            if (isPresent) value++;
        }

        return builder.Build();
    }

    private static bool IsSlot(GatheredLeaf levels, int place, int repetition, int definition) =>
        levels.Repetitions[place] <= repetition && levels.Definitions[place] >= definition;
}
