using Matiz.Charts.Drawing;

namespace Matiz.Tests.Charts.Drawing;

public sealed class PaletteTests
{
    // Okabe and Ito's own six chromatic colours come to 7.6 by this measure.
    private const double LeastDistance = 7;

    [Fact]
    public void Colors_DifferForEveryKindOfColourVision()
    {
        foreach (var vision in Seen.Visions)
        {
            for (int i = 0; i < Palette.Colors.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    Assert.True(
                        Seen.Distance(Palette.Colors[i].Light, Palette.Colors[j].Light, vision) >= LeastDistance, $"light: {j} and {i}");
                    Assert.True(
                        Seen.Distance(Palette.Colors[i].Dark, Palette.Colors[j].Dark, vision) >= LeastDistance, $"dark: {j} and {i}");
                }
            }
        }
    }

    [Fact]
    public void Colors_StandOutFromTheGround() => Assert.All(Palette.Colors, c =>
    {
        Assert.True(Seen.Contrast(c.Light, Theme.Ground.Light) >= 3);
        Assert.True(Seen.Contrast(c.Dark, Theme.Ground.Dark) >= 3);
    });

    [Fact]
    public void Texts_AreReadableOnGroundAndPanel()
    {
        foreach (var text in (Paint[])[Theme.Text, Theme.Muted])
        {
            foreach (var ground in (Paint[])[Theme.Surface, Theme.Panel])
            {
                Assert.True(Seen.Contrast(text.Light["fill:".Length..], ground.Light["fill:".Length..]) >= 4.5);
                Assert.True(Seen.Contrast(text.Dark["fill:".Length..], ground.Dark["fill:".Length..]) >= 4.5);
            }
        }
    }
}
