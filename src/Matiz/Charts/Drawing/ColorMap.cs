namespace Matiz.Charts.Drawing;

/// <summary>
/// A sequential colour map of one hue in equal steps of lightness: from nearly the ground to a strong colour, which is dark on light
/// ground and bright on dark ground. More always stands out more, also in grey and in the eyes of the colour-blind.
/// </summary>
internal sealed class ColorMap
{
    private const double PeakChroma = 0.15;

    private readonly Paint[] _paints;

    /// <summary>The map of a palette colour.</summary>
    /// <param name="series">Index into the palette.</param>
    /// <param name="levels">How many steps; the ground itself is none of them.</param>
    /// <param name="isFaint">Whether the first steps are nearly the ground, for maps on which little should not draw the eye.</param>
    public ColorMap(int series, int levels, bool isFaint = false)
    {
        double light = isFaint ? 0.975 : 0.945, dark = isFaint ? 0.27 : 0.315;
        var name = isFaint ? 'n' : 'm';
        var color = Palette.Color(series);
        Colors = new ColorPair[levels];
        _paints = new Paint[levels];
        for (int level = 0; level < levels; level++)
        {
            var t = levels == 1 ? 1 : (double)level / (levels - 1);
            Colors[level] = new(
                Step(Oklch.FromHex(color.Light), light - ((light - 0.37) * t), t).ToHex(),
                Step(Oklch.FromHex(color.Dark), dark + ((0.92 - dark) * t), t).ToHex());
            _paints[level] = Paint.Fill($"mz-{name}{series % Palette.Colors.Length}-{levels}-{level}", Colors[level]);
        }
    }

    /// <summary>The colours, least first.</summary>
    public ColorPair[] Colors { get; }

    /// <summary>The number of steps.</summary>
    public int Levels => _paints.Length;

    /// <summary>The fill of a level, 0 for the least.</summary>
    public Paint this[int level] => _paints[level];

    /// <summary>The level of a share of the maximum: shares just above 0 have level 0, the maximum has the last.</summary>
    public int LevelOf(double share) => Math.Clamp((int)Math.Ceiling(share * Levels) - 1, 0, Levels - 1);

    /// <summary>The text colour that is readable on a level.</summary>
    public Paint TextOn(int level) => Theme.TextOn(Colors[level]);

    private static Oklch Step(Oklch color, double lightness, double t)
    {
        var rise = Math.Min(1, 0.2 + (1.6 * t));               // pale steps have little colour, the middle most
        return new(lightness, Math.Min(PeakChroma, color.Chroma * 1.1) * rise, color.Hue);
    }
}
