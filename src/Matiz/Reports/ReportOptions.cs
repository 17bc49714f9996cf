using Matiz.Reports.Html;

namespace Matiz.Reports;

/// <summary>The language of a report's own words; data stays as it is.</summary>
public enum ReportLanguage
{
    /// <summary>English.</summary>
    English,

    /// <summary>Spanish.</summary>
    Spanish,
}

/// <summary>What a report shows.</summary>
public sealed record ReportOptions
{
    /// <summary>The language of the report's own words. Default English.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public ReportLanguage Language
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Language), value, $"found '{value}', expected one of {string.Join(", ", Enum.GetNames<ReportLanguage>())}.");
    }

    /// <summary>
    /// The split that is looked at in detail (confusions, classes, calibration, rows); null takes validation, else test. Figures are of
    /// both splits in any case. Default null: who corrects data and settings by what validation shows keeps test rows a fair judge.
    /// </summary>
    public string? Split { get; init; }

    /// <summary>How many rows of highest loss are listed. Default 300.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int HighestLosses
    {
        get;
        init => field = NotNegative(value, nameof(HighestLosses));
    } = 300;

    /// <summary>How many rows of lowest loss are listed. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int LowestLosses
    {
        get;
        init => field = NotNegative(value, nameof(LowestLosses));
    } = 100;

    /// <summary>How many rows of each confused pair of classes are listed at most, those of highest loss first. Default 20.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int RowsPerPair
    {
        get;
        init => field = NotNegative(value, nameof(RowsPerPair));
    } = 20;

    /// <summary>How a language is written in options and pages: <c>en</c>, <c>es</c>.</summary>
    public static IReadOnlyList<string> LanguageCodes => ReportWords.Codes;

    /// <summary>The language of a code.</summary>
    /// <exception cref="ArgumentException">There is no such code; the message lists them.</exception>
    public static ReportLanguage ParseLanguage(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        int at = LanguageCodes.ToList().IndexOf(code);
        return at >= 0
            ? (ReportLanguage)at
            : throw new ArgumentException(
                $"found '{code}', expected one of {string.Join(", ", LanguageCodes)}: choose one of these.", nameof(code));
    }

    private static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
