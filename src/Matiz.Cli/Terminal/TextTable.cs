using System.Text;

namespace Matiz.Cli.Terminal;

/// <summary>A table of words and numbers, aligned by its plain texts whatever colours they wear; no line ends with a space.</summary>
internal sealed class TextTable
{
    private readonly List<Cell[]> _rows = [];
    private readonly bool[] _right;

    /// <summary>A table.</summary>
    /// <param name="alignment">A letter a column: <c>l</c> for words, <c>r</c> for numbers.</param>
    public TextTable(string alignment) => _right = [.. alignment.Select(letter => letter == 'r')];

    /// <summary>A text and how it is shown; the styling must not change its width.</summary>
    internal readonly record struct Cell(string Text, Func<string, string>? Style = null)
    {
        public static implicit operator Cell(string text) => new(text);
    }

    /// <summary>Adds a row; cells that are left out are empty.</summary>
    public TextTable Row(params ReadOnlySpan<Cell> cells)
    {
        var row = new Cell[_right.Length];
        Array.Fill(row, "");
        cells.CopyTo(row);
        _rows.Add(row);
        return this;
    }

    /// <summary>The lines, each behind an indentation of two.</summary>
    public string Render()
    {
        var widths = new int[_right.Length];
        foreach (var row in _rows)
        {
            for (int i = 0; i < row.Length; i++) widths[i] = Math.Max(widths[i], DisplayWidth.Measure(row[i].Text));
        }

        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            int owed = 2;               // spaces are written only in front of something
            for (int i = 0; i < row.Length; i++)
            {
                int padding = widths[i] - DisplayWidth.Measure(row[i].Text);
                bool isBlock = row[i].Style is not null;
                string shown = isBlock && _right[i] ? new string(' ', padding) + row[i].Text : row[i].Text;
                if (!isBlock && _right[i]) owed += padding;
                if (shown.Length > 0)
                {
                    line.Append(' ', owed).Append(isBlock ? row[i].Style!(shown) : shown);
                    owed = 0;
                }

                owed += _right[i] ? 2 : padding + 2;
            }

            text.Append(line).Append('\n');
        }

        return text.ToString();
    }
}
