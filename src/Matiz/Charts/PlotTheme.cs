namespace Matiz.Charts;

/// <summary>Which colours a chart takes.</summary>
public enum PlotTheme
{
    /// <summary>Light or dark as the viewer's system asks; light when printed.</summary>
    Auto,

    /// <summary>Dark text on light ground.</summary>
    Light,

    /// <summary>Light text on dark ground.</summary>
    Dark,
}
