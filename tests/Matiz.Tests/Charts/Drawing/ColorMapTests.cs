using Matiz.Charts.Drawing;

namespace Matiz.Tests.Charts.Drawing;

public sealed class ColorMapTests
{
    public static TheoryData<int, int, bool> Maps
    {
        get
        {
            var maps = new TheoryData<int, int, bool>();
            for (int series = 0; series < Palette.Colors.Length; series++)
            {
                maps.Add(series, 9, false);
                maps.Add(series, 20, false);
                maps.Add(series, 20, true);
            }

            return maps;
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Lightness_FallsOnLightGroundAndRisesOnDarkGround(int series, int levels, bool isFaint)
    {
        var colors = new ColorMap(series, levels, isFaint).Colors;

        for (int level = 1; level < levels; level++)
        {
            Assert.True(Seen.Luminance(colors[level].Light) < Seen.Luminance(colors[level - 1].Light));
            Assert.True(Seen.Luminance(colors[level].Dark) > Seen.Luminance(colors[level - 1].Dark));
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Text_OnEveryLevel_HasEnoughContrast(int series, int levels, bool isFaint)
    {
        var map = new ColorMap(series, levels, isFaint);
        for (int level = 0; level < levels; level++)
        {
            var text = map.TextOn(level);
            Assert.True(Seen.Contrast(map.Colors[level].Light, text.Light["fill:".Length..]) >= 4.5, $"light, level {level}");
            Assert.True(Seen.Contrast(map.Colors[level].Dark, text.Dark["fill:".Length..]) >= 4.5, $"dark, level {level}");
        }
    }

    [Theory]
    [InlineData(0.0001, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0.1001, 1)]
    [InlineData(1, 9)]
    public void LevelOf_AShare(double share, int level) => Assert.Equal(level, new ColorMap(0, 10).LevelOf(share));

    [Fact]
    public void Oklch_OfAColour_GivesItBack() =>
        Assert.All(Palette.Colors, c => Assert.Equal((c.Light, c.Dark), (Oklch.FromHex(c.Light).ToHex(), Oklch.FromHex(c.Dark).ToHex())));
}
