namespace Matiz.Charts.Drawing;

/// <summary>What is the same in every chart: ground, text and lines, and the style sheet.</summary>
internal static class Theme
{
    /// <summary>The class of the root element; every rule begins with a class of it, so that none reaches the page around.</summary>
    public const string RootClass = "matiz-chart";

    public const double TitleSize = 16;
    public const double SubtitleSize = 12;
    public const double LabelSize = 12;
    public const double TickSize = 11;
    public const double Margin = 16;

    private const double EqualContrast = 0.179;                 // luminance at which black and white stand out alike (WCAG 2)

    // Fonts that systems have; the widths of CharacterWidths cover them.
    private const string FontFamily = "'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif";

    public static readonly ColorPair Ground = new("#ffffff", "#14171c");
    public static readonly Paint Surface = Paint.Fill("mz-surface", Ground);
    public static readonly Paint Panel = Paint.Fill("mz-panel", new("#f4f6f8", "#1d2229"));
    public static readonly Paint Text = Paint.Fill("mz-text", new("#1b1f24", "#e8ebef"));
    public static readonly Paint Muted = Paint.Fill("mz-muted", new("#59626d", "#a6afba"));
    public static readonly Paint Neutral = Paint.Fill("mz-neutral", new("#c3cad3", "#4a535f"));
    public static readonly Paint Context = Paint.Fill("mz-context", new("#e2e6eb", "#2a3038"));
    public static readonly Paint Grid = Paint.Stroke("mz-grid", new("#e1e5ea", "#2b313a"), "1");
    public static readonly Paint Axis = Paint.Stroke("mz-axis", new("#8d96a1", "#6d7783"), "1");
    public static readonly Paint Guide = Paint.Stroke("mz-guide", new("#59626d", "#a6afba"), "1.2", ";stroke-dasharray:5 4");

    private const string Base =
        $".{RootClass}{{max-width:100%;height:auto}}" +
        $".{RootClass} text{{font-family:{FontFamily};unicode-bidi:plaintext}}" +
        $".{RootClass} .mz-bold{{font-weight:600}}";

    /// <summary>Black or white, whichever has more contrast (never below 4.5:1) to a colour; chosen for each ground on its own.</summary>
    public static Paint TextOn(ColorPair color)
    {
        bool isBright = Oklch.Luminance(color.Light) > EqualContrast, isBrightInDark = Oklch.Luminance(color.Dark) > EqualContrast;
        return Paint.Fill(
            $"mz-on-{(isBright ? 'k' : 'w')}{(isBrightInDark ? 'k' : 'w')}",
            new(isBright ? "#000000" : "#ffffff", isBrightInDark ? "#000000" : "#ffffff"));
    }

    /// <summary>The second class of the root: which colours the chart takes.</summary>
    public static string ClassOf(PlotTheme theme) => theme switch
    {
        PlotTheme.Light => "matiz-light",
        PlotTheme.Dark => "matiz-dark",
        _ => "matiz-auto",
    };

    /// <summary>The rules for the paints in use, in their order.</summary>
    public static string StyleSheet(PlotTheme theme, IReadOnlyCollection<Paint> paints)
    {
        var root = "." + ClassOf(theme) + " .";
        var light = string.Concat(paints.Select(p => $"{root}{p.ClassName}{{{p.Light}}}"));
        var dark = string.Concat(paints.Select(p => $"{root}{p.ClassName}{{{p.Dark}}}"));
        return theme switch
        {
            PlotTheme.Light => Base + light,
            PlotTheme.Dark => Base + light + dark,
            _ => $"{Base}{light}@media screen and (prefers-color-scheme:dark){{{dark}}}",
        };
    }
}
