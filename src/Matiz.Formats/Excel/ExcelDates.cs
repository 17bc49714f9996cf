using System.Globalization;
using System.Xml;

namespace Matiz.Formats.Excel;

/// <summary>Which cells show their number as a date, and which date it is (ECMA-376, 18.8.30 and 18.17.4).</summary>
internal sealed class ExcelDates
{
    private const double LastDay = 2_958_465;                    // 9999-12-31
    private readonly List<bool> _isDate = [];                    // by the style of a cell
    private readonly bool _from1904;

    private ExcelDates(bool from1904) => _from1904 = from1904;

    /// <summary>Reads the formats of cells.</summary>
    /// <param name="package">The file.</param>
    /// <param name="from1904">Whether days are counted from 1904, as spreadsheets of old Macs do.</param>
    public static ExcelDates Read(ExcelPackage package, bool from1904)
    {
        var dates = new ExcelDates(from1904);
        using var xml = package.TryOpen("xl/styles.xml");
        if (xml is null) return dates;
        var formats = new Dictionary<int, bool>();
        bool inCells = false;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "cellXfs") inCells = false;
            if (xml.NodeType != XmlNodeType.Element) continue;
            switch (xml.LocalName)
            {
                case "numFmt" when Number(xml, "numFmtId") is { } id: formats[id] = IsDate(xml.GetAttribute("formatCode") ?? ""); break;
                case "cellXfs": inCells = !xml.IsEmptyElement; break;
                case "xf" when inCells:
                    int format = Number(xml, "numFmtId") ?? 0;
                    dates._isDate.Add(formats.TryGetValue(format, out bool isDate) ? isDate : IsBuiltIn(format));
                    break;
            }
        }

        return dates;
    }

    /// <summary>The date of a number in a cell of this style, in ISO 8601; null where the style shows a number.</summary>
    public string? Text(int style, string number)
    {
        if (style < 0 || style >= _isDate.Count || !_isDate[style]) return null;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double days)) return null;
        if (days is < 0 or > LastDay) return null;
        if (_from1904) days += 1462;
        else if (days < 60) days++;                              // there was no 29th of February in 1900, and yet it is counted
        var date = new DateTime(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(Math.Round(days * 86_400));
        return date.ToString(
            days < 2 && !_from1904 ? "HH:mm:ss" : date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss",
            CultureInfo.InvariantCulture);
    }

    private static int? Number(XmlReader xml, string name) =>
        int.TryParse(xml.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static bool IsBuiltIn(int format) => format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    // A letter of a date outside of quotes and brackets: "yyyy-mm-dd", "[h]:mm", not "0.00\"d\"" or "[Red]0".
    private static bool IsDate(string code)
    {
        bool inQuotes = false, inBrackets = false;
        for (int i = 0; i < code.Length; i++)
        {
            char letter = code[i];
            if (letter == '"') inQuotes = !inQuotes;
            else if (inQuotes) continue;
            else if (letter is '\\' or '_' or '*') i++;
            else if (letter == '[') inBrackets = !(i + 2 < code.Length && code[i + 1] is 'h' or 'H' or 'm' or 's');
            else if (letter == ']') inBrackets = false;
            else if (!inBrackets && letter is 'y' or 'Y' or 'm' or 'd' or 'D' or 'h' or 'H' or 's'
                && !code.StartsWith("General", StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
