using System.Buffers;

namespace Matiz.Formats.Tables;

/// <summary>Gathers the values of a column one after another.</summary>
internal abstract class ColumnBuilder
{
    private readonly List<bool> _present = [];
    private bool _anyMissing;

    /// <summary>How many values there are.</summary>
    public int Count => _present.Count;

    /// <summary>An empty one.</summary>
    public static ColumnBuilder For(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => new BooleanBuilder(),
        ColumnKind.Integer => new IntegerBuilder(),
        ColumnKind.Float => new FloatBuilder(),
        ColumnKind.Text or ColumnKind.Bytes => new TextBuilder(),
        ColumnKind.List => new ListBuilder(For(type.Item!)),
        ColumnKind.Struct => new StructBuilder(type.Fields),
        _ => new NullBuilder(),
    };

    /// <summary>Adds a missing value.</summary>
    public void AddMissing()
    {
        _present.Add(false);
        _anyMissing = true;
        AddDefault();
    }

    /// <summary>Takes the values out; the builder is empty again.</summary>
    public Column Build()
    {
        bool[]? present = _anyMissing ? [.. _present] : null;
        var column = Take(Count, present);
        _present.Clear();
        _anyMissing = false;
        return column;
    }

    /// <summary>Marks the value that is being added as present.</summary>
    protected void Mark() => _present.Add(true);

    protected abstract void AddDefault();

    protected abstract Column Take(int count, bool[]? present);
}

/// <summary>Counts missing values.</summary>
internal sealed class NullBuilder : ColumnBuilder
{
    protected override void AddDefault()
    {
    }

    protected override Column Take(int count, bool[]? present) => new NullColumn(count);
}

/// <summary>Gathers true and false.</summary>
internal sealed class BooleanBuilder : ColumnBuilder
{
    private readonly List<bool> _values = [];

    public void Add(bool value)
    {
        Mark();
        _values.Add(value);
    }

    protected override void AddDefault() => _values.Add(false);

    protected override Column Take(int count, bool[]? present)
    {
        var column = new BooleanColumn([.. _values], present);
        _values.Clear();
        return column;
    }
}

/// <summary>Gathers whole numbers.</summary>
internal sealed class IntegerBuilder : ColumnBuilder
{
    private readonly List<long> _values = [];

    public void Add(long value)
    {
        Mark();
        _values.Add(value);
    }

    protected override void AddDefault() => _values.Add(0);

    protected override Column Take(int count, bool[]? present)
    {
        var column = new IntegerColumn([.. _values], present);
        _values.Clear();
        return column;
    }
}

/// <summary>Gathers floating-point numbers.</summary>
internal sealed class FloatBuilder : ColumnBuilder
{
    private readonly List<double> _values = [];

    public void Add(double value)
    {
        Mark();
        _values.Add(value);
    }

    protected override void AddDefault() => _values.Add(0);

    protected override Column Take(int count, bool[]? present)
    {
        var column = new FloatColumn([.. _values], present);
        _values.Clear();
        return column;
    }
}

/// <summary>Gathers texts, or bytes.</summary>
internal sealed class TextBuilder : ColumnBuilder
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<int> _offsets = [0];

    /// <summary>How many bytes they have together.</summary>
    public int ByteCount => _bytes.WrittenCount;

    public void Add(ReadOnlySpan<byte> value)
    {
        Mark();
        _bytes.Write(value);
        _offsets.Add(_bytes.WrittenCount);
    }

    /// <summary>Adds a value of at most so many bytes, written by a callback that says how many.</summary>
    public void Add<TState>(int most, TState state, SpanWriter<TState> write)
        where TState : allows ref struct
    {
        Mark();
        _bytes.Advance(write(_bytes.GetSpan(Math.Max(1, most)), state));
        _offsets.Add(_bytes.WrittenCount);
    }

    protected override void AddDefault() => _offsets.Add(_bytes.WrittenCount);

    protected override Column Take(int count, bool[]? present)
    {
        var column = new TextColumn(_bytes.WrittenSpan.ToArray(), [.. _offsets], present);
        _bytes.ResetWrittenCount();
        _offsets.Clear();
        _offsets.Add(0);
        return column;
    }
}

/// <summary>Writes a value and says how many bytes it has.</summary>
internal delegate int SpanWriter<in TState>(Span<byte> destination, TState state)
    where TState : allows ref struct;

/// <summary>Gathers lists: their items first, then the end of the list.</summary>
internal sealed class ListBuilder(ColumnBuilder items) : ColumnBuilder
{
    private readonly List<int> _offsets = [0];

    public ColumnBuilder Items { get; } = items;

    /// <summary>Ends the list of the items that were added since the list before.</summary>
    public void EndList()
    {
        Mark();
        _offsets.Add(Items.Count);
    }

    protected override void AddDefault() => _offsets.Add(Items.Count);

    protected override Column Take(int count, bool[]? present)
    {
        var column = new ListColumn(Items.Build(), [.. _offsets], present);
        _offsets.Clear();
        _offsets.Add(0);
        return column;
    }
}

/// <summary>Gathers named values: each field first, then the end of the value.</summary>
internal sealed class StructBuilder(IReadOnlyList<ColumnSchema> fields) : ColumnBuilder
{
    private readonly string[] _names = [.. fields.Select(field => field.Name)];

    public ColumnBuilder[] Fields { get; } = [.. fields.Select(field => For(field.Type))];

    /// <summary>Ends a value; fields that got nothing since the value before are missing.</summary>
    public void EndValue()
    {
        Mark();
        Fill();
    }

    protected override void AddDefault() => Fill();

    protected override Column Take(int count, bool[]? present) =>
        new StructColumn(count, _names, Array.ConvertAll(Fields, field => field.Build()), present);

    private void Fill()
    {
        foreach (var field in Fields)
        {
            if (field.Count < Count) field.AddMissing();
        }
    }
}
