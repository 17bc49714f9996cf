using System.Xml;
using System.Xml.Linq;
using Matiz.Reports;
using Matiz.Testing;

namespace Matiz.Tests.Reports;

/// <summary>A run folder that is removed again, and its report as a parsed page.</summary>
internal sealed class TemporaryRun : IDisposable
{
    public static readonly XNamespace Page = "http://www.w3.org/1999/xhtml";

    public TemporaryRun(SampleRun? sample = null)
    {
        Folder = Path.Combine(Root, "my run");
        (sample ?? new()).Write(Folder);
    }

    public string Folder { get; }

    private string Root { get; } = Directory.CreateTempSubdirectory("matiz-report-").FullName;

    /// <summary>The page, which is XML as well: browsers forgive what this parser does not.</summary>
    public XDocument Read(ReportOptions? options = null) => Parse(Report.OfRun(Folder, options).ToHtml());

    public static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new() { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    /// <summary>The sections of a page by their anchors, in order.</summary>
    public static Dictionary<string, XElement> SectionsOf(XDocument page) =>
        page.Descendants(Page + "section").ToDictionary(section => section.Attribute("id")!.Value, StringComparer.Ordinal);

    /// <summary>The rows of the table of rows.</summary>
    public static XElement[] Rows(XDocument page) =>
        [.. page.Descendants(Page + "table").Single(
            table => (string?)table.Attribute("id") == "row-table").Element(Page + "tbody")!.Elements()];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
