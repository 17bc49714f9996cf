using Matiz.Charts.Drawing;

namespace Matiz.Tests.Charts.Drawing;

public sealed class TextMeasureTests
{
    // Measured in Chromium at 100 units: Liberation Sans, Noto Sans, DejaVu Sans.
    [Theory]
    [InlineData("sadness", 372, 379, 406)]
    [InlineData("The quick brown fox jumps over the lazy dog", 1979, 2093, 2249)]
    [InlineData("WWWWMMMMMMMMMM", 1211, 1279, 1258)]
    [InlineData("illicit jill", 306, 342, 376)]
    [InlineData("0.93 (12,345 rows)", 834, 847, 948)]
    public void Width_IsAboutThatOfTheWidestFont_AndAtMostAThirdMoreThanTheNarrowest(
        string text, double liberation, double noto, double dejaVu)
    {
        var width = TextMeasure.Width(text, 100);

        Assert.InRange(width, Math.Max(Math.Max(liberation, noto), 0.98 * dejaVu), 1.33 * Math.Min(liberation, noto));
    }

    [Theory]
    [InlineData("e\u0301", "e")]
    [InlineData("👍🏽", "👍")]
    [InlineData("a\u200Db", "ab")]
    public void Width_OfCombiningCharacters_IsThatOfTheirBase(string text, string baseText) =>
        Assert.Equal(TextMeasure.Width(baseText, 10), TextMeasure.Width(text, 10), 1e-9);

    [Fact]
    public void Elide_WhatFits_IsTheTextItself() => Assert.Equal("short", TextMeasure.Elide("short", 100, 10));

    [Theory]
    [InlineData("a label that is far too long")]
    [InlineData("喜びと感謝の気持ちがとても強い")]
    [InlineData("حزن عميق جدا ومستمر منذ وقت طويل")]
    [InlineData("😀😃😄😁😆😅🤣😂🙂🙃")]
    public void Elide_WhatDoesNotFit_IsAStartAndAnEllipsisWithinTheRoom(string text)
    {
        for (double room = 12; room < 120; room += 7)
        {
            var shown = TextMeasure.Elide(text, room, 10);

            Assert.EndsWith("…", shown, StringComparison.Ordinal);
            Assert.StartsWith(shown[..^1], text, StringComparison.Ordinal);
            Assert.True(TextMeasure.Width(shown, 10) <= room);
        }
    }

    [Fact]
    public void Elide_NeverCutsACharacterOfSeveralCodePoints()
    {
        const string Family = "👨‍👩‍👧‍👦";
        for (double room = 20; room < 300; room += 10)
            Assert.Equal(
                0, TextMeasure.Elide(string.Concat(Enumerable.Repeat(Family, 6)), room, 10).Replace("…", "").Length % Family.Length);
    }

    [Fact]
    public void Elide_WithoutRoomForAnEllipsis_IsEmpty() => Assert.Equal("", TextMeasure.Elide("text", 3, 10));

    [Fact]
    public void Wrap_BreaksAtSpaces_AndEndsInAnEllipsis()
    {
        var lines = TextMeasure.Wrap("one two three four five six seven eight nine ten", 90, 10, bold: false, maximumLines: 2);

        Assert.Equal(["one two three", "four five six se…"], lines);
        Assert.All(lines, line => Assert.True(TextMeasure.Width(line, 10) <= 90));
    }

    [Fact]
    public void Wrap_WithoutSpaces_BreaksAnywhere() =>
        Assert.Equal(2, TextMeasure.Wrap(new string('喜', 15), 100, 10, bold: false, maximumLines: 2).Count);
}
