namespace Matiz.Charts.Drawing;

/// <summary>One entry: its name, what the tooltip adds, and how its key is drawn around a point.</summary>
internal sealed record LegendEntry(string Name, Action<SvgCanvas, double, double> DrawKey);

/// <summary>Keys and names in lines; a few of them stand close together, many stand in columns of one width.</summary>
internal sealed class Legend
{
    private const double KeyWidth = 22;
    private const double Gap = 16;
    private const double LineHeight = 18;
    private const double MaximumNameWidth = 330;              // in one line
    private const double MaximumColumnName = 190;

    private readonly IReadOnlyList<LegendEntry> _entries;
    private readonly double[] _widths;                          // of each entry with its gap
    private readonly int _columns;                              // 0: one line, each as wide as it is

    public Legend(IReadOnlyList<LegendEntry> entries, double room)
    {
        _entries = entries;
        _widths = [.. entries.Select(
            e => KeyWidth + Gap + Math.Min(MaximumNameWidth, Math.Ceiling(TextMeasure.Width(XmlText.Line(e.Name), Theme.LabelSize))))];
        if (_widths.Sum() - Gap <= room) return;
        var column = Math.Min(Math.Min(_widths.Max(), MaximumColumnName + KeyWidth + Gap), room + Gap);
        _columns = Math.Max(1, (int)((room + Gap) / column));
        if (_columns == 1) column = room + Gap;
        Array.Fill(_widths, column);
    }

    /// <summary>The number of lines.</summary>
    public int Lines => _entries.Count == 0 ? 0 : _columns == 0 ? 1 : (_entries.Count + _columns - 1) / _columns;

    /// <summary>The height of all lines.</summary>
    public double Height => Lines * LineHeight;

    /// <summary>Draws with the upper left corner at (x, y); entries follow each other down the columns.</summary>
    public void Draw(SvgCanvas canvas, double x, double y)
    {
        double left = x;
        for (int i = 0; i < _entries.Count; i++)
        {
            var line = _columns == 0 ? 0 : i % Lines;
            if (_columns > 0) left = x + (i / Lines * _widths[i]);
            var center = y + (line * LineHeight) + (LineHeight / 2);
            _entries[i].DrawKey(canvas, left + (KeyWidth / 2) - 3, center);
            canvas.TextIn(_widths[i] - KeyWidth - Gap, _entries[i].Name, left + KeyWidth, center, Theme.LabelSize, Theme.Text);
            if (_columns == 0) left += _widths[i];
        }
    }
}
