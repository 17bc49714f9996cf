namespace Matiz.Charts.Drawing;

/// <summary>
/// Places a square matrix with a label for each row and column: cells as large as the width allows, column labels level, slanted or
/// upright, and a wider chart where the labels would not be readable otherwise.
/// </summary>
internal sealed class MatrixLayout
{
    private const double LargestCell = 88;
    private const double SmallestCell = 10.5;                   // a line of the smallest labels
    private const double SmallestLabel = 8;
    private const double LabelGap = 7;
    private const double TitleHeight = 20;
    private const double Slant = 45;

    private readonly int _classes;
    private readonly double _cell;
    private readonly double _labelSize;
    private readonly double _rowLabels;                         // width for the labels of the rows
    private readonly double _columnLabels;                      // room along the labels of the columns
    private readonly double _rotation;

    public MatrixLayout(double width, double top, IReadOnlyList<string> labels)
    {
        _classes = labels.Count;
        Width = width;
        var widest = TextMeasure.Widest(labels.Select(XmlText.Line), Theme.LabelSize);
        var room = width - (2 * Theme.Margin) - TitleHeight - LabelGap;
        _rowLabels = Math.Min(widest, room * 0.27);
        _cell = Math.Clamp((room - _rowLabels) / _classes, SmallestCell, LargestCell);
        _labelSize = Math.Clamp(_cell * 0.76, SmallestLabel, Theme.LabelSize);
        widest *= _labelSize / Theme.LabelSize;
        _rowLabels = Math.Min(widest, Math.Max(90, _rowLabels));

        _rotation = widest <= _cell - 4 ? 0 : _cell * Math.Sin(Slant * Math.PI / 180) >= _labelSize * TextMeasure.LineHeight ? -Slant : -90;
        Left = Theme.Margin + TitleHeight + _rowLabels + LabelGap;
        Cells = new(Left, top, _cell * _classes, _cell * _classes);
        Width = Math.Max(width, Cells.Right + Theme.Margin);
        // a slanted label runs to the left
        var reach = _rotation == -Slant ? (_cell / 2) + Left - Theme.Margin : double.PositiveInfinity;
        _columnLabels = Math.Min(Math.Min(widest, 150), reach / Math.Cos(Slant * Math.PI / 180));
    }

    /// <summary>Width of the chart.</summary>
    public double Width { get; }

    /// <summary>Where the columns begin.</summary>
    public double Left { get; }

    /// <summary>All cells.</summary>
    public Box Cells { get; }

    /// <summary>Where the labels and the title of the columns end.</summary>
    public double Bottom => Cells.Bottom + LabelGap + ColumnLabelHeight + TitleHeight;

    private double ColumnLabelHeight
    {
        get
        {
            var angle = Math.Abs(_rotation) * Math.PI / 180;
            return (_columnLabels * Math.Sin(angle)) + (_labelSize * TextMeasure.LineHeight * Math.Cos(angle));
        }
    }

    /// <summary>One cell, with a thin gap to its neighbours where there is room for one.</summary>
    public Box Cell(int row, int column)
    {
        var gap = _cell >= 22 ? 1.5 : _cell >= 14 ? 0.75 : 0.25;
        return new(Left + (column * _cell), Cells.Y + (row * _cell), _cell - gap, _cell - gap);
    }

    /// <summary>Draws the labels of rows and columns and what they are.</summary>
    public void DrawLabels(SvgCanvas canvas, IReadOnlyList<string> labels, PlotWords words)
    {
        var angle = Math.Abs(_rotation) * Math.PI / 180;
        var y = Cells.Bottom + LabelGap + (_labelSize * TextMeasure.LineHeight / 2 * Math.Cos(angle));
        for (int k = 0; k < _classes; k++)
        {
            canvas.TextIn(
                _rowLabels, labels[k], Left - LabelGap, Cells.Y + ((k + 0.5) * _cell), _labelSize, Theme.Text, TextAnchor.End);
            canvas.TextIn(
                _rotation == 0 ? _cell - 4 : _columnLabels, labels[k], Left + ((k + 0.5) * _cell) - 0.5, y, _labelSize, Theme.Text,
                _rotation == 0 ? TextAnchor.Middle : TextAnchor.End, _rotation);
        }

        canvas.TextIn(
            Cells.Height, words.TrueClass, Theme.Margin + (TitleHeight / 2) - 2, Cells.CenterY, Theme.LabelSize, Theme.Muted,
            TextAnchor.Middle, rotation: -90);
        canvas.TextIn(
            Width - Left - Theme.Margin, words.PredictedClass, Math.Min(Cells.CenterX, Width / 2 + Left / 2),
            Bottom - (TitleHeight / 2) + 2,
            Theme.LabelSize, Theme.Muted, TextAnchor.Middle);
    }
}
