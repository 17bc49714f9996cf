using System.Xml;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Excel;

/// <summary>
/// A workbook (<c>.xlsx</c>, ECMA-376): the names of its sheets, and the rows of each as a stream. Formulas give the result that the file
/// keeps; nothing is computed and nothing outside of the file is looked at.
/// </summary>
internal sealed class ExcelWorkbook : IDisposable
{
    private readonly ExcelPackage _package;
    private readonly List<(string Name, string Part)> _sheets;
    private readonly ExcelDates _dates;
    private List<string>? _texts;

    private ExcelWorkbook(ExcelPackage package)
    {
        _package = package;
        if (!package.Has("xl/workbook.xml"))
        {
            string found = package.Has("xl/workbook.bin") ? "this is a binary workbook (.xlsb)"
                : package.Has("content.xml") ? "this is an OpenDocument file (.ods)"
                : "this is an archive without a workbook";
            throw new TableException(package.Path, $"{found}. A workbook of Excel (.xlsx) was expected. Save it as one.");
        }

        (_sheets, bool from1904) = ReadSheets(package);
        _dates = ExcelDates.Read(package, from1904);
    }

    /// <summary>The names of the sheets, in their order; there is one at least.</summary>
    public IReadOnlyList<string> SheetNames => [.. _sheets.Select(sheet => sheet.Name)];

    /// <summary>Opens a workbook.</summary>
    /// <param name="stream">Can be gone to in any order; stays open.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="TableException">It is none, or broken.</exception>
    public static ExcelWorkbook Open(Stream stream, string path)
    {
        var package = ExcelPackage.Open(stream, path);
        try
        {
            return package.Guarded(() => new ExcelWorkbook(package));
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>The rows of a sheet that have cells, in their order.</summary>
    /// <param name="sheet">Its place among <see cref="SheetNames"/>.</param>
    /// <exception cref="TableException">The sheet is broken.</exception>
    public IEnumerable<ExcelRow> Rows(int sheet)
    {
        _texts ??= _package.Guarded(() => ExcelTexts.ReadShared(_package));
        using var xml = _package.Open(_sheets[sheet].Part);
        var reader = new ExcelSheetReader(xml, _texts, _dates, _package.Path, _sheets[sheet].Name);
        while (_package.Guarded(reader.ReadRow) is { } row) yield return row;
    }

    public void Dispose() => _package.Dispose();

    private static (List<(string Name, string Part)> Sheets, bool From1904) ReadSheets(ExcelPackage package)
    {
        var parts = ReadParts(package);
        var sheets = new List<(string, string)>();
        bool from1904 = false;
        using var xml = package.Open("xl/workbook.xml");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "workbookPr") from1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (xml.LocalName != "sheet") continue;
            string name = xml.GetAttribute("name") ?? "";
            string? id = null;
            while (xml.MoveToNextAttribute())
            {
                if (xml is { LocalName: "id", Prefix: not "" }) id = xml.Value;
            }

            // A sheet that is a chart has no rows.
            if (id is null || !parts.TryGetValue(id, out string? part) || !package.Has(part)) continue;
            sheets.Add((name, part));
        }

        return sheets.Count > 0
            ? (sheets, from1904)
            : throw new TableException(package.Path, $"the workbook has no sheet. One at least was expected. {TableException.Damaged}");
    }

    // Where the sheets lie, by the ids of their relations.
    private static Dictionary<string, string> ReadParts(ExcelPackage package)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        using var xml = package.Open("xl/_rels/workbook.xml.rels");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship") continue;
            if (xml.GetAttribute("Id") is not { } id || xml.GetAttribute("Target") is not { } target) continue;
            bool isSheet = xml.GetAttribute("Type")?.EndsWith("/worksheet", StringComparison.Ordinal) == true;
            if (isSheet) parts[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
        }

        return parts;
    }
}
