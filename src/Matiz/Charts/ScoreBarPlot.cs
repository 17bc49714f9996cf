using Matiz.Charts.Drawing;

namespace Matiz.Charts;

/// <summary>Order of the bars of a <see cref="ScoreBarPlot"/>.</summary>
public enum ScoreOrder
{
    /// <summary>As the labels are listed.</summary>
    Label,

    /// <summary>Highest score first.</summary>
    Score,
}

/// <summary>How scores are drawn as bars.</summary>
public sealed record ScoreBarPlotOptions : PlotOptions
{
    /// <summary>Order from top to bottom. Default <see cref="ScoreOrder.Label"/>.</summary>
    public ScoreOrder Order { get; init; } = ScoreOrder.Label;

    /// <summary>
    /// With more classes only those with the highest scores have a bar, and a line says how many are left out. Default 30.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 500.</exception>
    public int MaximumBars
    {
        get;
        init => field = (int)PlotErrors.InRange(value, 1, 500, nameof(MaximumBars));
    } = 30;
}

/// <summary>The probabilities of one text's classes as horizontal bars from 0 to 1; the highest stands out.</summary>
public sealed class ScoreBarPlot : Plot
{
    private const double BarHeight = 18;
    private const double RowHeight = 27;

    private readonly string[] _labels;
    private readonly double[] _scores;
    private readonly ScoreBarPlotOptions _options;
    private readonly int _best;

    /// <summary>The bars of one text.</summary>
    /// <param name="labels">The name of each class.</param>
    /// <param name="scores">The probability of each class: after softmax, or after sigmoid where a text has several labels.</param>
    /// <param name="options">Null for the defaults. A title might be the text itself.</param>
    /// <exception cref="ArgumentException">There are no labels, not one score for each, or a score is not within 0 and 1.</exception>
    public ScoreBarPlot(IReadOnlyList<string> labels, IReadOnlyList<double> scores, ScoreBarPlotOptions? options = null)
        : base(options ?? new())
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        if (labels.Count == 0) PlotErrors.Empty("labels", nameof(labels));
        if (scores.Count != labels.Count) PlotErrors.Length("scores", scores.Count, labels.Count, nameof(scores));
        for (int k = 0; k < scores.Count; k++) PlotErrors.RequireShare(scores[k], $"score {k} (from 0)", nameof(scores));
        _labels = [.. labels.Select(ShortText.Name)];
        _scores = [.. scores];
        _options = options ?? new();
        _best = Array.IndexOf(_scores, _scores.Max());
    }

    /// <inheritdoc cref="ScoreBarPlot(IReadOnlyList{string}, IReadOnlyList{double}, ScoreBarPlotOptions?)"/>
    public ScoreBarPlot(IReadOnlyList<string> labels, IReadOnlyList<float> scores, ScoreBarPlotOptions? options = null)
        : this(labels, scores?.Select(static s => (double)s).ToArray()!, options)
    {
    }

    private protected override string DefaultTitle => _options.Words.Scores;

    private protected override string Describe() =>
        string.Join("; ", Shown().Select(k => $"{_labels[k]}: {NumberText.Percent(_scores[k])}"));

    private protected override void Draw(SvgCanvas canvas)
    {
        var y = DrawHeader(canvas);
        var shown = Shown();
        var room = canvas.Width - (2 * Theme.Margin);
        var nameWidth = Math.Min(room * 0.42, TextMeasure.Widest(_labels.Select(XmlText.Line), Theme.LabelSize));
        var valueWidth = TextMeasure.Width("100.0%", Theme.LabelSize, bold: true);
        var area = new Box(
            Theme.Margin + nameWidth + 10, y, room - nameWidth - valueWidth - 20, (shown.Length * RowHeight) - (RowHeight - BarHeight));
        for (int i = 0; i < shown.Length; i++)
        {
            var k = shown[i];
            var isBest = k == _best;
            var bar = new Box(area.X, y + (i * RowHeight), area.Width * _scores[k], BarHeight);
            canvas.TextIn(nameWidth, _labels[k], area.X - 10, bar.CenterY, Theme.LabelSize, Theme.Text, TextAnchor.End);
            canvas.Rectangle(bar with { Width = area.Width }, Theme.Panel, radius: 3);
            canvas.Rectangle(
                bar with { Width = Math.Max(1, bar.Width) }, isBest ? Palette.Fill(0) : Theme.Neutral,
                $"{_labels[k]}: {NumberText.Value(_scores[k])}", radius: Math.Min(3, bar.Width / 2));
            canvas.Text(
                NumberText.Percent(_scores[k]), canvas.Width - Theme.Margin, bar.CenterY, Theme.LabelSize,
                isBest ? Theme.Text : Theme.Muted, TextAnchor.End, bold: isBest);
        }

        canvas.Height = area.Bottom + Theme.Margin;
        if (shown.Length == _labels.Length) return;
        var left = _labels.Length - shown.Length;
        var rest = $"+ {NumberText.Count(left)} {(left == 1 ? _options.Words.MoreClass : _options.Words.MoreClasses)}";
        canvas.TextIn(room, rest, Theme.Margin, canvas.Height + 2, Theme.TickSize, Theme.Muted);
        canvas.Height += 4 + Theme.Margin;
    }

    private int[] Shown()
    {
        var highest = Enumerable.Range(0, _scores.Length).OrderByDescending(k => _scores[k]).Take(_options.MaximumBars);
        return [.. _options.Order == ScoreOrder.Label ? highest.Order() : highest];
    }
}
