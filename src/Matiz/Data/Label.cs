using System.Text.Json;
using Matiz.Data.Corrections;

namespace Matiz.Data;

/// <summary>Which of the four things a <see cref="Label"/> is.</summary>
public enum LabelKind
{
    /// <summary>No label.</summary>
    None,

    /// <summary>A class index.</summary>
    Index,

    /// <summary>Several class indices.</summary>
    Indices,

    /// <summary>A number.</summary>
    Value,
}

/// <summary>A row's label: a class index, several of them, a number, or nothing.</summary>
public readonly struct Label : IEquatable<Label>
{
    private readonly int[]? _indices;
    private readonly int _index;
    private readonly float _value;

    private Label(LabelKind kind, int index, int[]? indices, float value)
    {
        Kind = kind;
        _index = index;
        _indices = indices;
        _value = value;
    }

    /// <summary>No label.</summary>
    public static Label None => default;

    /// <summary>What this label is.</summary>
    public LabelKind Kind { get; }

    /// <summary>The class index, from 0 (single-label classification).</summary>
    /// <exception cref="InvalidOperationException">The label is something else.</exception>
    public int Index => Kind == LabelKind.Index ? _index : throw Wrong(nameof(Index));

    /// <summary>The class indices, ascending, without repeats (multi-label classification).</summary>
    /// <exception cref="InvalidOperationException">The label is something else.</exception>
    public ReadOnlySpan<int> Indices => Kind == LabelKind.Indices ? _indices : throw Wrong(nameof(Indices));

    /// <summary>The number (regression).</summary>
    /// <exception cref="InvalidOperationException">The label is something else.</exception>
    public float Value => Kind == LabelKind.Value ? _value : throw Wrong(nameof(Value));

    /// <summary>A class.</summary>
    public static Label OfIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new Label(LabelKind.Index, index, null, 0);
    }

    /// <summary>Several classes; sorted, repeats dropped.</summary>
    public static Label OfIndices(IEnumerable<int> indices) =>
        new(LabelKind.Indices, 0, [.. indices.Distinct().Order()], 0);

    /// <summary>A number.</summary>
    public static Label OfValue(float value) => new(LabelKind.Value, 0, null, value);

    /// <summary>Which of the classes it holds, [classes] (multi-label classification).</summary>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="InvalidOperationException">The label is something else.</exception>
    public bool[] ToFlags(int classes)
    {
        var flags = new bool[classes];
        foreach (int index in Indices) flags[index] = true;
        return flags;
    }

    /// <summary>The label as people write and read it: a name, a JSON array of names, or a number; empty for <see cref="None"/>.</summary>
    /// <param name="labels">The classes; null for numbers.</param>
    public string ToText(ClassLabel? labels) => LabelText.Format(this, labels);

    /// <summary>Writes the label by its name or names, or the number; null where there is none.</summary>
    /// <param name="json">Where to; at a place where a value may stand.</param>
    /// <param name="labels">The classes; null for numbers.</param>
    public void WriteTo(Utf8JsonWriter json, ClassLabel? labels)
    {
        ArgumentNullException.ThrowIfNull(json);
        switch (Kind)
        {
            case LabelKind.Index:
                json.WriteStringValue(labels!.NameOf(Index));
                break;
            case LabelKind.Indices:
                json.WriteStartArray();
                foreach (int index in Indices) json.WriteStringValue(labels!.NameOf(index));
                json.WriteEndArray();
                break;
            case LabelKind.Value:
                json.WriteNumberValue(Value);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    /// <summary>The same classes under other indices; anything else as it is.</summary>
    /// <param name="final">The new index of each class.</param>
    internal Label Renumbered(int[] final) => Kind switch
    {
        LabelKind.Index => OfIndex(final[_index]),
        LabelKind.Indices => OfIndices(_indices!.Select(index => final[index])),
        _ => this,
    };

    /// <inheritdoc/>
    public bool Equals(Label other) =>
        Kind == other.Kind && _index == other._index && _value.Equals(other._value) && _indices.AsSpan().SequenceEqual(other._indices);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Label other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.Add(_index);
        hash.Add(_value);
        foreach (int index in _indices ?? []) hash.Add(index);
        return hash.ToHashCode();
    }

    /// <summary>Equality of what they hold.</summary>
    public static bool operator ==(Label left, Label right) => left.Equals(right);

    /// <summary>Inequality of what they hold.</summary>
    public static bool operator !=(Label left, Label right) => !left.Equals(right);

    /// <summary>The index, <c>[0, 2]</c>, the number, or <c>none</c>.</summary>
    public override string ToString() => Kind switch
    {
        LabelKind.Index => _index.ToString(System.Globalization.CultureInfo.InvariantCulture),
        LabelKind.Indices => $"[{string.Join(", ", _indices!)}]",
        LabelKind.Value => _value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "none",
    };

    private InvalidOperationException Wrong(string asked) =>
        new(
            $"the label is {(Kind == LabelKind.None ? "none" : Kind.ToString())}, not {asked}. "
            + "Look at Label.Kind or at the dataset's ProblemType first.");
}
