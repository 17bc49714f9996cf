namespace Matiz.Charts.Drawing;

/// <summary>A colour on light ground and its counterpart on dark ground, as <c>#rrggbb</c>.</summary>
internal readonly record struct ColorPair(string Light, string Dark);

/// <summary>
/// A named way to colour a shape: one CSS class, which means the same in every chart, so that many charts can stand in one page.
/// </summary>
/// <param name="ClassName">The class without a dot.</param>
/// <param name="Light">Declarations on light ground.</param>
/// <param name="Dark">Declarations that differ on dark ground.</param>
internal sealed record Paint(string ClassName, string Light, string Dark)
{
    public static Paint Fill(string className, ColorPair color) =>
        new(className, $"fill:{color.Light}", $"fill:{color.Dark}");

    public static Paint Fill(string className, ColorPair color, string opacity) =>
        new(className, $"fill:{color.Light};fill-opacity:{opacity}", $"fill:{color.Dark}");

    public static Paint Stroke(string className, ColorPair color, string width, string more = "") =>
        new(className, $"fill:none;stroke:{color.Light};stroke-width:{width}{more}", $"stroke:{color.Dark}");
}
