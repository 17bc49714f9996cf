using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Tasks;

namespace Matiz.Reports.Sections;

/// <summary>A part of the page with a heading of its own.</summary>
internal interface IReportSection
{
    /// <summary>Its anchor, and the middle of the keys of its words: <c>section.KEY.title</c>.</summary>
    string Key { get; }

    /// <summary>
    /// Whether the task has such a part: confusions need one label a row. If not, the page is silent about it. Default yes.
    /// </summary>
    bool Fits(TextTask task) => true;

    /// <summary>Whether there can be such a part of what is reported, where the task fits. If not, the page is silent about it.</summary>
    bool AppliesTo(ReportFacts facts);

    /// <summary>The key of the words that say why the part is missing from this report; null when it is there.</summary>
    string? Absence(ReportFacts facts) => null;

    /// <summary>Writes everything below the heading.</summary>
    void Write(HtmlWriter html, ReportFacts facts);
}

/// <summary>Every section, in the order of the page.</summary>
internal static class ReportSections
{
    public static IReadOnlyList<IReportSection> All { get; } =
    [
        new ResultsSection(),
        new TrainingSection(),
        new ConfusionSection(),
        new ClassesSection(),
        new MapSection(),
        new CalibrationSection(),
        new DataSection(),
        new RowsSection(),
        new SettingsSection(),
    ];
}
