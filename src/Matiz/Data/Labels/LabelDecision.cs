namespace Matiz.Data.Labels;

/// <summary>
/// The labels of all files of a call, against classes that are known. What a number means is decided once: each row strikes out the
/// readings that do not fit it, and rows that mean different things under those that are left wait.
/// </summary>
internal sealed class LabelDecision
{
    private readonly List<LabelClasses> _left = [];              // one for each reading
    private readonly LabelReader _reader;
    private readonly ClassLabel? _labels;
    private (RawLabel Raw, RowSource Place, Label One, Label Other)? _open;
    private readonly List<(LabelClasses Classes, RawLabel Raw, RowSource Place)> _struck = [];
    private bool _anyNumber;

    private LabelDecision(LabelReader reader, ClassLabel? labels) => (_reader, _labels) = (reader, labels);

    /// <summary>Whether one reading is left.</summary>
    public bool IsDecided => _left.Count == 1;

    /// <summary>The reading; while several are left, the first of them.</summary>
    public LabelReading Reading => _left[0].Reading;

    /// <summary>A decision that is to be made, or of one reading where only one is possible or told.</summary>
    /// <param name="reader">Understands a label.</param>
    /// <param name="labels">The classes; null for labels that are none.</param>
    /// <param name="origin">Where they come from; classes of training rows have names only.</param>
    /// <param name="options">The separator, and the reading where it was told.</param>
    public static LabelDecision Between(LabelReader reader, ClassLabel? labels, LabelOrigin origin, DataOptions options)
    {
        bool isFlagged = options.LabelColumns is not null;
        if (isFlagged && !reader.HasClasses) throw NoClassesInColumns();
        if (isFlagged && options.LabelReading is { } other && other != LabelReading.Names) throw ToldTwice();
        if (!reader.HasClasses) return Made(reader, new NoClasses(options.LabelSeparator));
        ArgumentNullException.ThrowIfNull(labels);
        var decision = new LabelDecision(reader, labels);
        IReadOnlyList<LabelReading> readings = origin == LabelOrigin.Training || isFlagged ? [LabelReading.Names]
            : options.LabelReading is { } told ? [told]
            : reader.Readings;
        foreach (var reading in readings)
        {
            if (reading == LabelReading.Flags && !reader.Readings.Contains(reading))
            {
                throw new DataException(
                    "flags were told as the reading of labels (DataOptions.LabelReading), but every row has one label. "
                        + "Names or indices were expected. Correct it.");
            }

            decision._left.Add(new KnownClasses(labels, origin, reading, reader.Kind, options.LabelSeparator));
        }

        return decision;
    }

    private static DataException NoClassesInColumns() => new(
        "labels in columns of flags (DataOptions.LabelColumns) are classes, but numbers are asked for (DataOptions.ProblemType "
        + "= regression). "
        + "One column of numbers was expected. Give DataOptions.LabelColumn.");

    private static DataException ToldTwice() => new(
        "labels in columns of flags (DataOptions.LabelColumns) are the columns' names, but it was told how labels are read "
        + "(DataOptions.LabelReading). One of the two was expected. Leave DataOptions.LabelReading out.");

    /// <summary>A decision that was made: every label is looked up in one way.</summary>
    /// <param name="reader">Understands a label.</param>
    /// <param name="classes">What it looks names up in.</param>
    public static LabelDecision Made(LabelReader reader, LabelClasses classes)
    {
        var decision = new LabelDecision(reader, classes.Known);
        decision._left.Add(classes);
        return decision;
    }

    /// <summary>Reads a label, striking out what does not fit it.</summary>
    /// <returns>False while it means different things under the readings that are left: to be asked for again when it is decided.</returns>
    /// <exception cref="DataException">It fits no reading that was left.</exception>
    public bool TryRead(RawLabel raw, RowSource place, out Label label)
    {
        if (IsDecided)
        {
            label = ReadDecided(raw, place);
            return true;
        }

        _anyNumber |= HoldsNumber(raw);
        var read = new List<Label>(_left.Count);
        var faults = new List<(LabelClasses Classes, DataException Fault)>();
        foreach (var classes in _left)
        {
            try
            {
                read.Add(_reader.Read(raw, place, classes));
            }
            catch (DataException fault)
            {
                faults.Add((classes, fault));
            }
        }

        if (read.Count == 0) throw Explained(raw, place, FaultOf(raw, faults));
        if (faults.Count > 0)
        {
            _struck.AddRange(faults.Select(fault => (fault.Classes, raw, place)));
            _left.RemoveAll(classes => faults.Exists(fault => fault.Classes == classes));
        }

        label = read[0];
        if (read.TrueForAll(other => other == read[0])) return true;
        _open ??= (raw, place, read[0], read.First(other => other != read[0]));
        return false;
    }

    /// <summary>Reads a label once all labels were seen.</summary>
    /// <exception cref="DataException">It fits no reading, or several that differ.</exception>
    public Label Read(RawLabel raw, RowSource place) => TryRead(raw, place, out var label) ? label : throw Undecided();

    /// <summary>
    /// Reads a label, once all labels were seen, by the first reading that fits them all: a program's own objects are not asked about.
    /// </summary>
    /// <exception cref="DataException">It does not fit.</exception>
    public Label ReadFirst(RawLabel raw, RowSource place) => _reader.Read(raw, place, _left[0]);

    /// <summary>Says that rows are left that may mean one thing or another.</summary>
    public DataException Undecided()
    {
        var (raw, place, one, other) = _open!.Value;
        string readings = string.Join(" or ", _left.Select(entry => entry.Reading.ToWord()));
        return LabelReader.Error(
            place,
            $"the label '{LabelFlags.Show(raw)}' may mean {Named(one)} or {Named(other)}: all labels fit as {readings}. "
            + "One reading was expected. "
                + $"Say which with DataOptions.LabelReading = {string.Join('|', _left.Select(entry => entry.Reading.ToWord()))}.");
    }

    /// <summary>How numbers among the labels were read; null where there were none, or where it makes no difference.</summary>
    public string? Describe()
    {
        if (_labels is null || !IsDecided || !_anyNumber) return null;
        return Reading switch
        {
            LabelReading.Indices => $"labels are read as indices: 0 is '{_labels.NameOf(0)}', "
                + $"{_labels.Count - 1} is '{_labels.NameOf(_labels.Count - 1)}'.",
            LabelReading.Flags => $"labels are read as flags, one for each of {_labels.Listed()}.",
            _ => "labels are read as names: a number is the class that is called so, not an index.",
        };
    }

    private Label ReadDecided(RawLabel raw, RowSource place)
    {
        try
        {
            return _reader.Read(raw, place, _left[0]);
        }
        catch (DataException fault) when (_struck.Count > 0)
        {
            throw Explained(raw, place, fault);
        }
    }

    // Flags in the wrong number are told as such; else what is said of names and indices.
    private static DataException FaultOf(RawLabel raw, List<(LabelClasses Classes, DataException Fault)> faults)
    {
        bool areFlags = LabelFlags.Flags(raw) is { Length: > 1 } && faults.Exists(fault => fault.Classes.Reading == LabelReading.Flags);
        return (areFlags ? faults.Find(fault => fault.Classes.Reading == LabelReading.Flags) : faults[0]).Fault;
    }

    // A label that would fit, had not another one before.
    private DataException Explained(RawLabel raw, RowSource place, DataException fault)
    {
        bool areFlags = IsDecided && Reading == LabelReading.Flags && LabelFlags.Flags(raw) is { Length: > 1 };
        if (areFlags) return fault;
        int at = _struck.FindIndex(struck => Fits(struck.Classes, raw, place));
        if (at < 0) return fault;
        var (classes, other, otherPlace) = _struck[at];
        string left = string.Join(" or ", _left.Select(entry => entry.Reading.ToWord()));
        return LabelReader.Error(
            place,
            $"the label '{LabelFlags.Show(raw)}' fits as {classes.Reading.ToWord()} only, "
                + $"but '{LabelFlags.Show(other)}' at {otherPlace} as {left} only; the classes are "
            + $"{_labels!.Listed()}. One reading for all rows was expected. Write all labels in one way.");
    }

    private bool Fits(LabelClasses classes, RawLabel raw, RowSource place)
    {
        try
        {
            _ = _reader.Read(raw, place, classes);
            return true;
        }
        catch (DataException)
        {
            return false;
        }
    }

    private string Named(Label label) => label.Kind switch
    {
        LabelKind.Index => $"'{_labels!.NameOf(label.Index)}'",
        LabelKind.Indices when label.Indices.Length == 0 => "no class",
        LabelKind.Indices => string.Join(" and ", label.Indices.ToArray().Select(index => $"'{_labels!.NameOf(index)}'")),
        _ => label.ToString(),
    };

    private static bool HoldsNumber(RawLabel raw) =>
        raw.List is { } list
            ? Array.Exists(list, item => ClassLabel.TryWholeNumber(item.Trim(), out _) || LabelFlags.Flag(item) is not null)
            : raw.Text is { } text && text.AsSpan().IndexOfAnyInRange('0', '9') >= 0
                && (ClassLabel.TryWholeNumber(text.Trim(), out _) || LabelFlags.Flags(raw) is not null
                    || text.AsSpan().IndexOfAny(",;|[") >= 0);
}
