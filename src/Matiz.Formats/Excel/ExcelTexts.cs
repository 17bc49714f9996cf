using System.Globalization;
using System.Text;
using System.Xml;

namespace Matiz.Formats.Excel;

/// <summary>Texts of a spreadsheet: plain or in runs of formats, with the escapes that its XML cannot do without.</summary>
internal static class ExcelTexts
{
    /// <summary>The shared texts, in the order by which cells name them; empty where the file has none.</summary>
    public static List<string> ReadShared(ExcelPackage package)
    {
        var texts = new List<string>();
        using var xml = package.TryOpen("xl/sharedStrings.xml");
        if (xml is null) return texts;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si") texts.Add(Read(xml));
        }

        return texts;
    }

    /// <summary>The text of an element (<c>si</c>, <c>is</c>): its own and that of its runs, without how it is pronounced.</summary>
    public static string Read(XmlReader xml)
    {
        if (xml.IsEmptyElement) return "";
        int depth = xml.Depth;
        string only = "";
        StringBuilder? runs = null;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "rPh")
            {
                if (!xml.IsEmptyElement) PassOver(xml);
                continue;
            }

            if (xml.LocalName != "t") continue;
            string text = TextOf(xml);
            if (only.Length == 0) only = text;
            else (runs ??= new StringBuilder(only)).Append(text);
        }

        return Unescape(runs?.ToString() ?? only);
    }

    /// <summary>The text of an element without elements in it; the reader stands at its end afterwards.</summary>
    public static string TextOf(XmlReader xml)
    {
        if (xml.IsEmptyElement) return "";
        int depth = xml.Depth;
        string only = "";
        StringBuilder? parts = null;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace))
                continue;
            if (only.Length == 0) only = xml.Value;
            else (parts ??= new StringBuilder(only)).Append(xml.Value);
        }

        return parts?.ToString() ?? only;
    }

    /// <summary>
    /// Characters that XML has no place for stand as <c>_x000B_</c>; such a word in the text itself begins with <c>_x005F_</c>.
    /// </summary>
    public static string Unescape(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            bool isEscape = text.AsSpan(at) is ['_', 'x', _, _, _, _, '_', ..]
                && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
            if (!isEscape)
            {
                plain.Append(text[at]);
                continue;
            }

            plain.Append((char)ushort.Parse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            at += "_x0000_".Length - 1;
        }

        return plain.ToString();
    }

    private static void PassOver(XmlReader xml)
    {
        int depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
        }
    }
}
