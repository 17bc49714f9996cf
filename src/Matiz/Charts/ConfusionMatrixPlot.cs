using Matiz.Charts.Drawing;
using Matiz.Metrics;

namespace Matiz.Charts;

/// <summary>How a confusion matrix is drawn.</summary>
public sealed record ConfusionMatrixPlotOptions : PlotOptions
{
    /// <summary>What the shares in the cells are of. Default <see cref="ConfusionNormalization.Truth"/>: each row sums to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An unknown normalization.</exception>
    public ConfusionNormalization Normalization
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Normalization), value,
                $"found '{value}', expected one of {string.Join(", ", Enum.GetNames<ConfusionNormalization>())}.");
    } = ConfusionNormalization.Truth;

    /// <summary>Whether the number of rows stands below the share where there is room. Default true.</summary>
    public bool ShowCounts { get; init; } = true;

    /// <summary>
    /// Where cells with rows lead, such as <c>#rows</c> of the page around; each link tells its class indices in <c>data-truth</c> and
    /// <c>data-predicted</c>. Default null: no links.
    /// </summary>
    public string? CellLink { get; init; }
}

/// <summary>
/// Which class is taken for which: a row a true class, a column a predicted one, each cell its share and its count. Right predictions are
/// blue, confusions vermilion. Readable from 2 to about 80 classes: cells shrink, their numbers give way to the tooltip, labels turn.
/// </summary>
public sealed class ConfusionMatrixPlot : Plot
{
    /// <summary>The most classes that are drawn.</summary>
    public const int MaximumClasses = 300;

    private const int Levels = 20;

    private readonly ConfusionMatrix _matrix;
    private readonly double[,] _shares;
    private readonly string[] _labels;
    private readonly ConfusionMatrixPlotOptions _options;
    private readonly ColorMap _correct;
    private readonly ColorMap _confused;
    private readonly double _most;                              // what the strongest colour stands for

    /// <summary>The matrix of counted predictions.</summary>
    /// <param name="matrix">The counts; later additions to it may or may not be seen.</param>
    /// <param name="labels">The name of each class.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">Not one label for each class, or more than <see cref="MaximumClasses"/> classes.</exception>
    public ConfusionMatrixPlot(ConfusionMatrix matrix, IReadOnlyList<string> labels, ConfusionMatrixPlotOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != matrix.Classes) PlotErrors.Length("labels", labels.Count, matrix.Classes, nameof(labels));
        if (labels.Count > MaximumClasses)
            PlotErrors.TooMany("classes", labels.Count, MaximumClasses, "draw those that matter (ConfusionMatrix.Select)", nameof(matrix));
        _matrix = matrix;
        _labels = [.. labels.Select(ShortText.Name)];
        _options = options ?? new();
        // with numbers in the cells a colour may be nearly the ground; without them the least confusion must be seen
        var hasNumbers = labels.Count <= 20;
        _correct = new(0, Levels, isFaint: hasNumbers);
        _confused = new(1, Levels, isFaint: hasNumbers);
        _shares = matrix.Normalize(_options.Normalization);
        _most = IsShareOfClass ? 1 : Math.Max(_shares.Cast<double>().Max(), double.Epsilon);
    }

    private bool IsShareOfClass => _options.Normalization is ConfusionNormalization.Truth or ConfusionNormalization.Predicted;

    private bool IsCount => _options.Normalization == ConfusionNormalization.None;

    private protected override string DefaultTitle => _options.Words.ConfusionMatrix;

    private protected override string Describe() => string.Join("; ", _labels.Select((label, k) =>
        $"{label}: {NumberText.Count(_matrix[k, k])} {_options.Words.Correct}, {NumberText.Count(RowTotal(k) - _matrix[k, k])} "
            + $"{_options.Words.Confused}"));

    private protected override void Draw(SvgCanvas canvas)
    {
        var y = DrawHeader(canvas);
        var layout = new MatrixLayout(canvas.Width, y, _labels);
        canvas.Width = layout.Width;
        canvas.Rectangle(layout.Cells, Theme.Panel);
        for (int t = 0; t < _labels.Length; t++)
        {
            for (int p = 0; p < _labels.Length; p++)
            {
                var isLink = _options.CellLink is not null && _matrix[t, p] > 0;
                if (isLink) canvas.OpenLink(_options.CellLink!, $" data-truth=\"{t}\" data-predicted=\"{p}\"");
                DrawCell(canvas, layout.Cell(t, p), t, p);
                if (isLink) canvas.CloseLink();
            }
        }

        layout.DrawLabels(canvas, _labels, _options.Words);
        canvas.Height = DrawKeys(canvas, layout.Left, layout.Bottom + 12) + Theme.Margin;
    }

    private void DrawCell(SvgCanvas canvas, Box cell, int truth, int predicted)
    {
        const double TwoLines = 40, OneLine = 22;
        var count = _matrix[truth, predicted];
        var share = _shares[truth, predicted];
        if (count == 0 && cell.Width < OneLine) return;         // the panel shows through: most cells of a large matrix are empty
        var colors = truth == predicted ? _correct : _confused;
        var level = colors.LevelOf(share / _most);
        canvas.Rectangle(cell, count == 0 ? Theme.Panel : colors[level], Tooltip(truth, predicted, count, share));
        if (cell.Width < OneLine) return;

        var size = Math.Clamp(cell.Width * 0.27, 9, 15);
        var paint = count == 0 ? Theme.Muted : colors.TextOn(level);
        var value = IsCount ? NumberText.Count(count) : count == 0 ? "0" : NumberText.Share(share);
        if (TextMeasure.Width(value, size) > cell.Width - 2) return;
        var countText = NumberText.Count(count);
        var countSize = Math.Max(9, size * 0.72);
        if (IsCount || count == 0 || !_options.ShowCounts || cell.Width < TwoLines
            || TextMeasure.Width(countText, countSize) > cell.Width - 4)
        {
            canvas.Text(value, cell.CenterX, cell.CenterY, size, paint, TextAnchor.Middle);
            return;
        }

        canvas.Text(value, cell.CenterX, cell.CenterY - (size * 0.5), size, paint, TextAnchor.Middle, bold: truth == predicted);
        canvas.Text(countText, cell.CenterX, cell.CenterY + (size * 0.62), countSize, paint, TextAnchor.Middle);
    }

    private string Tooltip(int truth, int predicted, long count, double share)
    {
        var words = _options.Words;
        var text = $"{words.TrueClass}: {_labels[truth]}\n{words.PredictedClass}: {_labels[predicted]}\n{words.RowCount(count)}";
        return IsCount ? text : $"{text} ({NumberText.Percent(share)})";
    }

    /// <summary>Two strips of colour from 0 to the greatest value, with what they mean; returns their lower end.</summary>
    private double DrawKeys(SvgCanvas canvas, double x, double y)
    {
        const double StripHeight = 9;
        var words = _options.Words;
        var names = Math.Max(
            TextMeasure.Width(XmlText.Line(words.Correct), Theme.TickSize),
            TextMeasure.Width(XmlText.Line(words.Confused), Theme.TickSize));
        var right = canvas.Width - Theme.Margin;
        names = Math.Min(names, (right - x) * 0.35);
        var strip = new Box(x + names + 8, y, Math.Min(220, right - x - names - 8), StripHeight);
        foreach (var (name, colors, line) in ((string, ColorMap, int)[])[(words.Correct, _correct, 0), (words.Confused, _confused, 1)])
        {
            var top = y + (line * (StripHeight + 6));
            canvas.TextIn(names, name, strip.X - 8, top + (StripHeight / 2), Theme.TickSize, Theme.Muted, TextAnchor.End);
            for (int level = 0; level < Levels; level++)
                canvas.Rectangle(new(strip.X + (strip.Width * level / Levels), top, strip.Width / Levels, StripHeight), colors[level]);
        }

        var bottom = y + (2 * StripHeight) + 6;
        var end = IsCount ? NumberText.Count((long)_most) : IsShareOfClass ? "1" : NumberText.Value(_most);
        var middle = bottom + 12;
        canvas.Text("0", strip.X, middle, Theme.TickSize, Theme.Muted);
        canvas.Text(end, strip.Right, middle, Theme.TickSize, Theme.Muted, TextAnchor.End);
        var room = strip.Width - TextMeasure.Width("0", Theme.TickSize) - TextMeasure.Width(end, Theme.TickSize) - 12;
        canvas.TextIn(room, Meaning(), strip.CenterX, middle, Theme.TickSize, Theme.Muted, TextAnchor.Middle);
        return middle + (Theme.TickSize / 2);
    }

    private string Meaning() => _options.Normalization switch
    {
        ConfusionNormalization.Truth => _options.Words.ShareOfTrueClass,
        ConfusionNormalization.Predicted => _options.Words.ShareOfPredictedClass,
        ConfusionNormalization.All => _options.Words.ShareOfAllRows,
        _ => _options.Words.Rows,
    };

    private long RowTotal(int truth)
    {
        long sum = 0;
        for (int p = 0; p < _labels.Length; p++) sum += _matrix[truth, p];
        return sum;
    }
}
