using System.Text;

namespace Matiz.Sharing.Cards;

/// <summary>The Markdown of a card, block by block; blocks stand one empty line apart.</summary>
internal sealed class CardWriter
{
    private readonly StringBuilder _text = new();
    private bool _isList;

    /// <summary>A heading.</summary>
    /// <param name="level">1: of the page; 2: of a section; 3: within one.</param>
    /// <param name="text">What it says; escaped.</param>
    public void Heading(int level, string text) => Block().Append('#', level).Append(' ').Append(MarkdownText.Escape(text)).Append('\n');

    /// <summary>A paragraph of one line.</summary>
    public void Paragraph(ref MarkdownLine text) => Block().Append(text.Result()).Append('\n');

    /// <summary>An item of a list; those behind one another make one list.</summary>
    public void Item(ref MarkdownLine text)
    {
        var target = _isList ? _text : Block();
        target.Append("- ").Append(text.Result()).Append('\n');
        _isList = true;
    }

    /// <summary>A block of code. It holds no text of strangers but names that were checked: ids of the Hub.</summary>
    public void Code(string language, string code) =>
        Block().Append("```").Append(language).Append('\n').Append(code.ReplaceLineEndings("\n").TrimEnd('\n')).Append("\n```\n");

    /// <summary>A table.</summary>
    /// <param name="columns">The heads of its columns, each with whether it holds numbers, which stand on the right.</param>
    /// <param name="rows">The cells.</param>
    public void Table(IReadOnlyList<(string Head, bool IsNumber)> columns, IEnumerable<IReadOnlyList<Markdown>> rows)
    {
        var target = Block();
        Row(columns.Select(static column => MarkdownText.Escape(column.Head)));
        Row(columns.Select(static column => column.IsNumber ? "---:" : "---"));
        foreach (var row in rows) Row(row.Select(static cell => cell.Value));

        void Row(IEnumerable<string> cells)
        {
            target.Append('|');
            foreach (string cell in cells) target.Append(' ').Append(Cell(cell)).Append(" |");
            target.Append('\n');
        }
    }

    public override string ToString() => _text.ToString();

    private StringBuilder Block()
    {
        _isList = false;
        return _text.Length > 0 ? _text.Append('\n') : _text;
    }

    // A bar ends a cell even within code, so there it needs a backslash as well; where one stands before it already, it does not.
    private static string Cell(string cell)
    {
        if (!cell.Contains('|', StringComparison.Ordinal)) return cell;
        var result = new StringBuilder(cell.Length + 4);
        for (int i = 0; i < cell.Length; i++)
        {
            if (cell[i] is '|' && (i == 0 || cell[i - 1] is not '\\')) result.Append('\\');
            result.Append(cell[i]);
        }

        return result.ToString();
    }
}
