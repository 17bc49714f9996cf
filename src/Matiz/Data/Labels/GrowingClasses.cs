using System.Globalization;

namespace Matiz.Data.Labels;

/// <summary>
/// Classes as they are met in the training rows, numbered in the order of their first row; <see cref="Complete"/> gives the final
/// order and what each provisional number becomes.
/// </summary>
internal sealed class GrowingClasses : IClassIndex
{
    private readonly Dictionary<string, int> _provisional = new(StringComparer.Ordinal);
    private readonly List<RowSource> _first = [];
    private readonly FlagsWatch _flags = new();

    private GrowingClasses(DataOptions options)
    {
        if (options.ProblemType is not ProblemType.MultiLabelClassification)
        {
            Reader = new SingleLabelReader(this, _flags);
            return;
        }

        Separators = new SeparatorWatch(options.LabelSeparator);
        Reader = new MultiLabelReader(this, options.LabelSeparator, _flags, Separators);
    }

    /// <summary>Reads the labels that the classes are made of.</summary>
    public LabelReader Reader { get; }

    /// <summary>What the texts of several labels were divided by; null for one label a row.</summary>
    public SeparatorWatch? Separators { get; }

    public int Count => _provisional.Count;

    /// <summary>No classes yet.</summary>
    /// <param name="options">One label a row, or several, and what divides them.</param>
    public static GrowingClasses Of(DataOptions options) => new(options);

    public int IndexOf(string label, RowSource place)
    {
        if (_provisional.TryGetValue(label, out int index)) return index;
        index = _provisional.Count;
        _provisional.Add(label, index);
        _first.Add(place);
        return index;
    }

    /// <summary>The classes in their final order, and the final index of each provisional one.</summary>
    /// <exception cref="DataException">All labels are numbers and some are decimals, or all rows are flags.</exception>
    public (ClassLabel Labels, int[] Final) Complete()
    {
        _flags.ThrowIfFlags();
        ThrowIfDecimals();
        var labels = ClassLabel.FromLabels(_provisional.Keys);
        var final = new int[_provisional.Count];
        foreach (var (name, index) in _provisional) final[index] = labels.IndexOf(name);
        return (labels, final);
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
                    + "or give --problem-type regression (DataOptions.ProblemType) to learn numbers.");
        }

        throw LabelReader.Error(
            place,
            $"the label '{label}' is a decimal. Names or whole numbers were expected for classes. "
                + "To learn numbers give --problem-type regression (DataOptions.ProblemType).");
    }

    private static bool IsDecimal(string label) =>
        label.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        && double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value);

    private static bool IsWhole(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && Math.Floor(value) == value && Math.Abs(value) < 1e9;
}
