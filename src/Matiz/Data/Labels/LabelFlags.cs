namespace Matiz.Data.Labels;

/// <summary>Multi-hot labels: a flag for each class, in the spellings of JSON, Python, numpy and pandas.</summary>
internal static class LabelFlags
{
    private static readonly char[] Dividers = [',', ';', '|', ' ', '\t'];

    /// <summary>
    /// Whether a class is meant: <c>1</c>, <c>true</c>, <c>1.0</c>, or not: <c>0</c>, <c>false</c>, <c>0.0</c>; null: no flag.
    /// </summary>
    public static bool? Flag(string item) => item.Trim() switch
    {
        "1" or "1.0" or "1." or "true" or "True" or "TRUE" => true,
        "0" or "0.0" or "0." or "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>A flag in the spelling of another one.</summary>
    public static string Like(string other, bool flag) => other switch
    {
        "1" or "0" => flag ? "1" : "0",
        "1." or "0." => flag ? "1." : "0.",
        "1.0" or "0.0" => flag ? "1.0" : "0.0",
        "True" or "False" => flag ? "True" : "False",
        "TRUE" or "FALSE" => flag ? "TRUE" : "FALSE",
        _ => flag ? "true" : "false",
    };

    /// <summary>The flags of a row; null where it is none, or fewer than two unless in brackets.</summary>
    public static bool[]? Flags(RawLabel raw)
    {
        bool isList = raw.List is not null || LabelItems.IsBracketed(raw.Text?.Trim() ?? "");
        string[] items = isList
            ? LabelItems.Split(raw, ",") ?? []
            : (raw.Text ?? "").Split(Dividers, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (items.Length < (isList ? 1 : 2)) return null;
        var flags = new bool[items.Length];
        for (int i = 0; i < flags.Length; i++)
        {
            if (Flag(items[i]) is not { } flag) return null;
            flags[i] = flag;
        }

        return flags;
    }

    /// <summary>The row as a message shows it.</summary>
    public static string Show(RawLabel raw)
    {
        string text = raw.List is { } list ? $"[{string.Join(", ", list)}]" : (raw.Text ?? "").Trim();
        return text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
    }
}

/// <summary>Several labels a row, as one flag for each class.</summary>
internal static class FlagLabels
{
    public static Label Read(RawLabel raw, RowSource place, ClassLabel labels)
    {
        if (LabelFlags.Flags(raw) is not { } flags)
        {
            throw LabelReader.Error(
                place,
                $"the labels '{LabelFlags.Show(raw)}' are no flags, as those of the other rows. "
                    + $"{labels.Count} of 0 and 1 were expected, one for each of {labels.Listed()}. "
                + "Correct the row.");
        }

        if (flags.Length != labels.Count)
        {
            string found = flags.Length == 1 ? "is 1 flag" : $"are {flags.Length} flags";
            throw LabelReader.Error(
                place,
                $"the labels '{LabelFlags.Show(raw)}' {found}. {labels.Count} were expected, one for each of {labels.Listed()}. "
                + "Correct the row, or name the classes in the order of the flags with DataOptions.LabelNames.");
        }

        return Label.OfIndices(Enumerable.Range(0, flags.Length).Where(index => flags[index]));
    }
}

/// <summary>Looks for flags among labels whose classes are not known beforehand: their number would be, and their names are not.</summary>
internal sealed class FlagsWatch
{
    private int? _count;
    private bool _isOver;
    private (RawLabel Raw, RowSource Place) _first;

    /// <summary>Looks at a row.</summary>
    public void See(RawLabel raw, RowSource place)
    {
        if (_isOver) return;
        var flags = LabelFlags.Flags(raw);
        if (_count is null) (_count, _first) = (flags?.Length, (raw, place));
        if (flags is not { Length: > 1 } || flags.Length != _count) _isOver = true;
    }

    /// <summary>Refuses rows that all were flags, as many in each.</summary>
    /// <exception cref="DataException">They were.</exception>
    public void ThrowIfFlags()
    {
        if (!_isOver && _count is not null) throw Unnamed(_first.Raw, _first.Place);
    }

    /// <summary>Says that flags need names.</summary>
    public static DataException Unnamed(RawLabel raw, RowSource place) => LabelReader.Error(
        place,
        $"the labels '{LabelFlags.Show(raw)}' look like flags, one for each class. Their names are not known. "
        + "Give DataOptions.ProblemType = multi_label_classification and DataOptions.LabelNames = NAME,NAME,… "
        + "in the order of the flags.");
}
