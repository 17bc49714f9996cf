using Matiz.Data;
using Matiz.Features;
using Matiz.Formats;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Reports.Sections;
using Matiz.Training;

namespace Matiz.Reports;

/// <summary>
/// One HTML file that says what was trained on what, how good it is beside simpler ways, where it errs and what the data is like. It needs
/// no network and no other file, reads without script, on a phone and on paper, in light and dark; every text of the data is escaped. The
/// same run gives the same bytes.
/// </summary>
public sealed class Report
{
    /// <summary>The file's name in a run folder.</summary>
    public const string FileName = "report.html";

    private const int HeadBytes = 4096;                         // the mark stands in the page's head

    private readonly string _html;

    private Report(string html) => _html = html;

    /// <summary>
    /// The report of a finished run of <c>train</c> or <c>features</c>, from the files of its folder alone. What a run does not have
    /// (baselines, a map, a test split) is left out with a line that says why.
    /// </summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="TrainingException">It is no finished run, a file is damaged, or the split asked for was not predicted.</exception>
    /// <exception cref="Models.ModelException">The config or the calibration is damaged, or belongs to another model.</exception>
    public static Report OfRun(string folder, ReportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Write(ReportFacts.OfRun(folder, options ?? new()));
    }

    /// <summary>The report of data alone, before anything is trained: counts, duplicates, leaks, lengths, perhaps the map.</summary>
    /// <param name="name">What the data is called.</param>
    /// <param name="data">What was counted.</param>
    /// <param name="map">Where the rows lie; null: left out.</param>
    /// <param name="maxLength">Tokens at which texts would be cut; null: not known.</param>
    /// <param name="options">Null for the defaults; only the language matters.</param>
    public static Report OfData(
        string name, DatasetSummary data, FeatureMap? map = null, int? maxLength = null, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        return Write(new ReportFacts
        {
            Words = ReportWords.In((options ?? new()).Language),
            Name = name,
            Dataset = data,
            Labels = data.LabelNames is { } names ? new ClassLabel(names) : null,
            Map = map,
            MaxLength = maxLength,
        });
    }

    /// <summary>Whether a file is a page that this class wrote, in any version.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static bool IsReport(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        var head = new byte[HeadBytes];
        int length = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        return head.AsSpan(0, length).StartsWith("<!DOCTYPE html>"u8)
            && head.AsSpan(0, length).IndexOf("<meta name=\"generator\" content=\"Matiz "u8) >= 0;
    }

    /// <summary>The page.</summary>
    public string ToHtml() => _html;

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">By custom <c>report.html</c> in the run folder.</param>
    /// <exception cref="IOException">The folder does not exist, or the disk is full; a file that was there is as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteAllText(path, _html);
    }

    private static Report Write(ReportFacts facts) => new(ReportPage.Write(facts, ReportSections.All));
}
