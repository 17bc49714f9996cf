namespace Matiz.Data.Labels;

/// <summary>
/// The labels of all files of a call, against classes that are known. What a number means is decided once: each row strikes out the
/// readings that do not fit it, and rows that mean different things under those that are left wait.
/// </summary>
internal sealed class LabelDecision
{
    private readonly List<(LabelReading Reading, LabelReader Reader)> _left = [];
    private readonly ClassLabel? _labels;
    private (RawLabel Raw, RowSource Place, Label One, Label Other)? _open;
    private readonly List<(LabelReading Reading, LabelReader Reader, RawLabel Raw, RowSource Place)> _struck = [];
    private bool _anyNumber;

    private LabelDecision(ClassLabel? labels) => _labels = labels;

    /// <summary>Whether one reading is left.</summary>
    public bool IsDecided => _left.Count == 1;

    /// <summary>The reading; while several are left, the first of them.</summary>
    public LabelReading Reading => _left[0].Reading;

    /// <summary>A decision that is to be made, or of one reading where only one is possible or told.</summary>
    /// <param name="problemType">What a label is.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="origin">Where they come from; classes of training rows have names only.</param>
    /// <param name="options">The separator, and the reading where it was told.</param>
    public static LabelDecision For(ProblemType problemType, ClassLabel? labels, LabelOrigin origin, DataOptions options)
    {
        if (problemType == ProblemType.Regression) return Of(new ValueReader(), LabelReading.Names, null);
        ArgumentNullException.ThrowIfNull(labels);
        bool isMulti = problemType == ProblemType.MultiLabelClassification;
        var decision = new LabelDecision(labels);
        LabelReading[] readings = origin == LabelOrigin.Training ? [LabelReading.Names]
            : options.LabelReading is { } told ? [told]
            : isMulti ? [LabelReading.Names, LabelReading.Indices, LabelReading.Flags]
            : [LabelReading.Names, LabelReading.Indices];
        foreach (var reading in readings)
        {
            if (reading == LabelReading.Flags && !isMulti)
            {
                throw new DataException(
                    "flags were told as the reading of labels (--label-reading), but every row has one label. "
                        + "Names or indices were expected. Correct it.");
            }

            var classes = new KnownClasses(labels, origin, reading, isMulti);
            LabelReader reader = reading == LabelReading.Flags ? new FlagsReader(labels)
                : isMulti ? new MultiLabelReader(classes, options.LabelSeparator)
                : new SingleLabelReader(classes);
            decision._left.Add((reading, reader));
        }

        return decision;
    }

    /// <summary>A decision that was made: every label is read by one reader.</summary>
    public static LabelDecision Of(LabelReader reader, LabelReading reading = LabelReading.Names, ClassLabel? labels = null)
    {
        var decision = new LabelDecision(labels);
        decision._left.Add((reading, reader));
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
        var read = new List<(LabelReading Reading, LabelReader Reader, Label Label)>(_left.Count);
        var faults = new List<(LabelReading Reading, DataException Fault)>();
        foreach (var (reading, reader) in _left)
        {
            try
            {
                read.Add((reading, reader, reader.Read(raw, place)));
            }
            catch (DataException fault)
            {
                faults.Add((reading, fault));
            }
        }

        if (read.Count == 0) throw Explained(raw, place, FaultOf(raw, faults));
        if (faults.Count > 0)
        {
            bool isStruck(LabelReading reading) => faults.Exists(fault => fault.Reading == reading);
            _struck.AddRange(_left.Where(entry => isStruck(entry.Reading)).Select(entry => (entry.Reading, entry.Reader, raw, place)));
            _left.RemoveAll(entry => isStruck(entry.Reading));
        }

        label = read[0].Label;
        if (read.TrueForAll(entry => entry.Label == read[0].Label)) return true;
        _open ??= (raw, place, read[0].Label, read.First(entry => entry.Label != read[0].Label).Label);
        return false;
    }

    /// <summary>Reads a label once all labels were seen.</summary>
    /// <exception cref="DataException">It fits no reading, or several that differ.</exception>
    public Label Read(RawLabel raw, RowSource place) => TryRead(raw, place, out var label) ? label : throw Undecided();

    /// <summary>
    /// Reads a label, once all labels were seen, by the first reading that fits them all: a program's own objects are not asked about.
    /// </summary>
    /// <exception cref="DataException">It does not fit.</exception>
    public Label ReadFirst(RawLabel raw, RowSource place) => _left[0].Reader.Read(raw, place);

    /// <summary>Says that rows are left that may mean one thing or another.</summary>
    public DataException Undecided()
    {
        var (raw, place, one, other) = _open!.Value;
        string readings = string.Join(" or ", _left.Select(entry => entry.Reading.ToWord()));
        return LabelReader.Error(
            place,
            $"the label '{LabelFlags.Show(raw)}' may mean {Named(one)} or {Named(other)}: all labels fit as {readings}. "
            + "One reading was expected. "
                + $"Say which with --label-reading {string.Join('|', _left.Select(entry => entry.Reading.ToWord()))} (DataOptions.LabelReading).");
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
            return _left[0].Reader.Read(raw, place);
        }
        catch (DataException fault) when (_struck.Count > 0)
        {
            throw Explained(raw, place, fault);
        }
    }

    // Flags in the wrong number are told as such; else what is said of names and indices.
    private static DataException FaultOf(RawLabel raw, List<(LabelReading Reading, DataException Fault)> faults)
    {
        bool areFlags = LabelFlags.Of(raw) is { Length: > 1 } && faults.Exists(fault => fault.Reading == LabelReading.Flags);
        return (areFlags ? faults.Find(fault => fault.Reading == LabelReading.Flags) : faults[0]).Fault;
    }

    // A label that would fit, had not another one before.
    private DataException Explained(RawLabel raw, RowSource place, DataException fault)
    {
        bool areFlags = IsDecided && Reading == LabelReading.Flags && LabelFlags.Of(raw) is { Length: > 1 };
        if (areFlags) return fault;
        int at = _struck.FindIndex(struck => Fits(struck.Reader, raw, place));
        if (at < 0) return fault;
        var (reading, _, other, otherPlace) = _struck[at];
        string left = string.Join(" or ", _left.Select(entry => entry.Reading.ToWord()));
        return LabelReader.Error(
            place,
            $"the label '{LabelFlags.Show(raw)}' fits as {reading.ToWord()} only, "
                + $"but '{LabelFlags.Show(other)}' at {otherPlace} as {left} only; the classes are "
            + $"{_labels!.Listed()}. One reading for all rows was expected. Write all labels in one way.");
    }

    private static bool Fits(LabelReader reader, RawLabel raw, RowSource place)
    {
        try
        {
            _ = reader.Read(raw, place);
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
            ? Array.Exists(list, item => ClassLabel.TryWholeNumber(item.Trim(), out _) || LabelFlags.Of(item) is not null)
            : raw.Text is { } text && text.AsSpan().IndexOfAnyInRange('0', '9') >= 0
                && (ClassLabel.TryWholeNumber(text.Trim(), out _) || LabelFlags.Of(raw) is not null || text.AsSpan().IndexOfAny(",;|[") >= 0);
}
