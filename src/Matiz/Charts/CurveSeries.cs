namespace Matiz.Charts;

/// <summary>How a series of a <see cref="CurvePlot"/> is drawn.</summary>
public enum CurveStyle
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>A line with a mark at each point, for few points such as one an epoch.</summary>
    Marked,

    /// <summary>A thin, pale line with a strong smoothed one over it, for noisy values such as the loss of each step.</summary>
    Smoothed,
}

/// <summary>A named curve.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Points">In the order in which they are joined.</param>
/// <param name="Style">Default <see cref="CurveStyle.Line"/>.</param>
public sealed record CurveSeries(string Name, IReadOnlyList<PlotPoint> Points, CurveStyle Style = CurveStyle.Line);
