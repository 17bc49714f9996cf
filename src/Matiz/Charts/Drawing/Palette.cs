namespace Matiz.Charts.Drawing;

/// <summary>
/// The colours that tell classes and series apart: the hues of Okabe and Ito, "Color Universal Design" (2008), with a violet and a
/// slate, each with a lightness of its own for light and for dark ground, so that they differ also in the eyes of the colour-blind
/// and are at least 3:1 against the ground. A test simulates three kinds of colour blindness after Machado, Oliveira and Fernandes (2009).
/// </summary>
internal static class Palette
{
    /// <summary>In the order in which they are given out: blue, vermilion, green, purple, amber, sky, violet, slate.</summary>
    public static readonly ColorPair[] Colors =
    [
        new("#0b5cad", "#447cd6"),
        new("#c8500a", "#fe7d04"),
        new("#1f8a62", "#6cb890"),
        new("#d4599f", "#b65a83"),
        new("#b98a00", "#fdcf6e"),
        new("#3799dc", "#bfe3ff"),
        new("#4a1a7f", "#ad96ef"),
        new("#4b5663", "#bbc7d4"),
    ];

    /// <summary>The colour of a class or series; after the eighth they begin again.</summary>
    public static ColorPair Color(int index) => Colors[index % Colors.Length];

    /// <summary>A shape filled with the colour of a series.</summary>
    public static Paint Fill(int index) => Paint.Fill($"mz-c{index % Colors.Length}", Color(index));

    /// <summary>A translucent shape in the colour of a series.</summary>
    public static Paint Tint(int index) => Paint.Fill($"mz-t{index % Colors.Length}", Color(index), ".28");

    /// <summary>A translucent line of the colour of a series with round ends, whose points without length are dots.</summary>
    public static Paint Dots(int index) =>
        new(
            $"mz-d{index % Colors.Length}", $"fill:none;stroke:{Color(index).Light};stroke-opacity:.75;stroke-linecap:round",
            $"stroke:{Color(index).Dark}");

    /// <summary>A translucent shape, as opaque as <see cref="Dots"/>.</summary>
    public static Paint Shapes(int index) => Paint.Fill($"mz-s{index % Colors.Length}", Color(index), ".75");

    /// <summary>A line in the colour of a series.</summary>
    public static Paint Line(int index) =>
        Paint.Stroke($"mz-l{index % Colors.Length}", Color(index), "2", ";stroke-linejoin:round;stroke-linecap:round");

    /// <summary>A thin, pale line in the colour of a series, behind its strong one.</summary>
    public static Paint FaintLine(int index) =>
        Paint.Stroke($"mz-f{index % Colors.Length}", Color(index), "1", ";stroke-opacity:.3;stroke-linejoin:round");
}
