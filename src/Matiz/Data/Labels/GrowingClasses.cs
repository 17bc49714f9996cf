using System.Globalization;

namespace Matiz.Data.Labels;

/// <summary>
/// Classes as they are met in the training rows, numbered in the order of their first row; <see cref="Complete"/> gives the final
/// order and what each provisional number becomes.
/// </summary>
internal sealed class GrowingClasses : LabelClasses
{
    private readonly Dictionary<string, int> _provisional = new(StringComparer.Ordinal);
    private readonly List<RowSource> _first = [];
    private readonly FlagsWatch _flags = new();
    private bool _seen;

    /// <summary>No classes yet.</summary>
    /// <param name="kind">One label a row, or several.</param>
    /// <param name="separator">What divides several.</param>
    public GrowingClasses(LabelKind kind, string separator)
        : base(LabelReading.Names, separator) => Separators = kind == LabelKind.Indices ? new SeparatorWatch(separator) : null;

    /// <summary>What the texts of several labels were divided by; null for one label a row.</summary>
    public SeparatorWatch? Separators { get; }

    public override ClassLabel? Known => null;

    public int Count => _provisional.Count;

    public override int IndexOf(string label, RowSource place)
    {
        if (_provisional.TryGetValue(label, out int index)) return index;
        index = _provisional.Count;
        _provisional.Add(label, index);
        _first.Add(place);
        return index;
    }

    internal override void See(RawLabel raw, RowSource place)
    {
        _seen = true;
        _flags.See(raw, place);
        Separators?.See(raw, place);
    }

    /// <summary>The classes in their final order, and the final index of each provisional one.</summary>
    /// <exception cref="DataException">All labels are numbers and some are decimals, or all rows are flags.</exception>
    public (ClassLabel Labels, int[] Final) Complete()
    {
        _flags.ThrowIfFlags();
        if (_seen) ThrowIfDecimals();     // a task's own reader may name its classes as it likes
        var labels = ClassLabel.FromLabels(_provisional.Keys);
        return (labels, FinalIn(labels));
    }

    /// <summary>The index of each provisional class among classes that are known.</summary>
    public int[] FinalIn(ClassLabel labels)
    {
        var final = new int[_provisional.Count];
        foreach (var (name, index) in _provisional)
        {
            final[index] = labels.TryIndexOfTrimmed(name, out int known) ? known : throw LabelReader.Error(
                _first[index],
                $"the label '{name}' is none of those that the files name. Expected {labels.Listed()}. Correct the row.");
        }

        return final;
    }

    private void ThrowIfDecimals()
    {
        var numbers = _provisional.Keys.ToLookup(IsDecimal);
        if (!numbers[true].Any() || !numbers[false].All(label => ClassLabel.TryWholeNumber(label, out _))) return;
        string label = numbers[true].First();
        var place = _first[_provisional[label]];
        if (_provisional.Keys.All(IsWhole))
        {
            throw LabelReader.Error(
                place,
                $"the label '{label}' is a whole number written as a decimal, as pandas writes a column that had gaps. "
                    + "Names or whole numbers were expected for classes. "
                + "Write whole numbers (df['label'].astype(int)), "
                    + "or give DataOptions.ProblemType = regression to learn numbers.");
        }

        throw LabelReader.Error(
            place,
            $"the label '{label}' is a decimal. Names or whole numbers were expected for classes. "
                + "To learn numbers give DataOptions.ProblemType = regression.");
    }

    private static bool IsDecimal(string label) =>
        label.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        && double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value);

    private static bool IsWhole(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && Math.Floor(value) == value && Math.Abs(value) < 1e9;
}
