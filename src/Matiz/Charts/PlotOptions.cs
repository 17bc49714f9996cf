namespace Matiz.Charts;

/// <summary>What every chart can be told.</summary>
public abstract record PlotOptions
{
    /// <summary>The least width that a chart can be drawn in.</summary>
    public const double MinimumWidth = 280;

    /// <summary>The heading; null takes the chart's own, an empty one draws none.</summary>
    public string? Title { get; init; }

    /// <summary>A smaller line below the heading; none by default.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What the chart shows, for screen readers; null lets the chart say it in figures.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// Width of the viewBox, in units that are pixels at full size; the picture shrinks with the page. Text is 11 to 16 units high: choose
    /// about 360 for a phone. A chart with very many classes grows wider. Default 720.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below <see cref="MinimumWidth"/> or above 10,000.</exception>
    public double Width
    {
        get;
        init => field = PlotErrors.InRange(value, MinimumWidth, 10_000, nameof(Width));
    } = 720;

    /// <summary>The colours. Default <see cref="PlotTheme.Auto"/>.</summary>
    public PlotTheme Theme { get; init; }

    /// <summary>Whether the ground is painted; false lets the page shine through. Default true.</summary>
    public bool Background { get; init; } = true;

    /// <summary>The words that a chart writes of itself. Default English.</summary>
    public PlotWords Words { get; init; } = PlotWords.English;
}

/// <summary>What a chart with two axes can be told as well.</summary>
public abstract record AxesPlotOptions : PlotOptions
{
    /// <summary>Height of the area between the axes, in the units of <see cref="PlotOptions.Width"/>. Default 300.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 80 or above 10,000.</exception>
    public double PlotHeight
    {
        get;
        init => field = PlotErrors.InRange(value, 80, 10_000, nameof(PlotHeight));
    } = 300;

    /// <summary>What the horizontal axis counts; null takes the chart's own word, an empty one writes none.</summary>
    public string? XLabel { get; init; }

    /// <summary>What the vertical axis counts; null takes the chart's own word, an empty one writes none.</summary>
    public string? YLabel { get; init; }
}
