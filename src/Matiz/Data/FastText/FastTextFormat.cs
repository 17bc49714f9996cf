using System.Text;
using Matiz.Data.Tables;
using Matiz.Data.Utf8;

namespace Matiz.Data.FastText;

/// <summary>
/// The training files of fastText: a line a row, its labels are the words that begin with <c>__label__</c>, the other words are the text.
/// Blank lines are no rows. (Joulin et al. 2016; the default prefix of the reference implementation.)
/// </summary>
internal sealed class FastTextFormat() : RowFormat(["fasttext"], [".ft"])
{
    /// <summary>What a label begins with.</summary>
    public const string Prefix = "__label__";

    internal override TableFormat Table { get; } = new FastTextTable();

    /// <summary>Whether a file looks like one: its first word is a label.</summary>
    public static bool IsIn(ReadOnlySpan<byte> beginning) => beginning.TrimStart(" \t\r\n"u8).StartsWith("__label__"u8);

    public override IEnumerable<RawRow> Read(RowFile file)
    {
        file.Found(["label", "text"], new DataColumns("text", null, file.NeedsLabels ? "label" : null, null));
        bool isList = file.Options.ReaderOfLabels.Kind == LabelKind.Indices;
        foreach (var (text, labels, line) in Lines(file.OpenTable(), file.Name))
            yield return new RawRow(text, null, null, LabelOf(labels, isList), line);
    }

    /// <summary>The rows: the text, its labels, and the line on which it stands.</summary>
    /// <param name="stream">The file as text.</param>
    /// <param name="name">Its name, for messages.</param>
    public static IEnumerable<(string Text, List<string> Labels, int Line)> Lines(Utf8CheckedStream stream, string name)
    {
        var lines = new LineReader(stream, name);
        while (lines.TryRead(out var bytes))
        {
            string line = Encoding.UTF8.GetString(bytes.Span);
            if (string.IsNullOrWhiteSpace(line)) continue;
            var labels = new List<string>(1);
            string text = TextOf(line, labels);
            yield return (text, labels, lines.Line);
        }
    }

    // What stands between the labels stays as it is written.
    private static string TextOf(string line, List<string> labels)
    {
        var text = new StringBuilder(line.Length);
        for (int at = 0; at < line.Length;)
        {
            int start = at;
            while (at < line.Length && IsSpace(line[at])) at++;
            int word = at;
            while (at < line.Length && !IsSpace(line[at])) at++;
            bool isLabel = at - word > Prefix.Length && line.AsSpan(word).StartsWith(Prefix, StringComparison.Ordinal);
            if (isLabel) labels.Add(line[(word + Prefix.Length)..at]);
            else text.Append(line, start, at - start);
        }

        return text.ToString().Trim(' ', '\t');
    }

    private static RawLabel LabelOf(List<string> labels, bool isList) =>
        isList || labels.Count > 1 ? RawLabel.FromItems([.. labels])
        : labels is [var one] ? RawLabel.FromText(one)
        : default;

    /// <summary>The white space of fastText's own reader.</summary>
    public static bool IsSpace(char character) => character is ' ' or '\t' or '\v' or '\f' or '\r' or '\n' or '\0';
}
