using System.IO.Compression;
using System.Text;
using Matiz.Testing;

namespace Matiz.Tests.Data.Excel;

/// <summary>Workbooks for tests: the golden one with another first sheet, or any other part changed.</summary>
internal static class Workbooks
{
    public const string SheetPart = "xl/worksheets/sheet1.xml";

    public static string Golden => SharedFiles.Golden("formats/excel/two-sheets.xlsx");

    /// <summary>The golden workbook whose first sheet has these rows, as XML.</summary>
    public static byte[] WithRows(string rows) => With((SheetPart, $"<worksheet><sheetData>{rows}</sheetData></worksheet>"));

    /// <summary>The golden workbook with parts that are other ones, or new; null takes a part out.</summary>
    public static byte[] With(params (string Part, string? Xml)[] parts)
    {
        using var golden = ZipFile.OpenRead(Golden);
        var contents = golden.Entries.ToDictionary(entry => entry.FullName, Read, StringComparer.Ordinal);
        foreach (var (part, xml) in parts)
        {
            if (xml is null) contents.Remove(part);
            else contents[part] = Encoding.UTF8.GetBytes(xml);
        }

        using var stream = new MemoryStream();
        using (var made = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in contents)
            {
                using var entry = made.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    public static string PartOfGolden(string part)
    {
        using var golden = ZipFile.OpenRead(Golden);
        return Encoding.UTF8.GetString(Read(golden.GetEntry(part)!));
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
