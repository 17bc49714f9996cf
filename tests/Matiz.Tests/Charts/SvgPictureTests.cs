namespace Matiz.Tests.Charts;

/// <summary>The checks on pictures find what they look for.</summary>
public sealed class SvgPictureTests
{
    [Fact]
    public void Overlaps_TextsInEachOther_AreFound() => Assert.Equal(
        ["'first' meets 'second'"],
        Picture("""<text class="a" x="10" y="20" font-size="12">first</text><text class="a" x="20" y="24" font-size="12">second</text>""")
            .Overlaps());

    [Fact]
    public void Overlaps_SlantedTextsSideBySide_AreNone() => Assert.Empty(Picture(
        """
        <text class="a" x="50" y="20" dy="4" font-size="12" text-anchor="end" transform="rotate(-45 50 20)">a slanted label</text>
        <text class="a" x="72" y="20" dy="4" font-size="12" text-anchor="end" transform="rotate(-45 72 20)">a slanted label</text>
        """).Overlaps());

    [Theory]
    [InlineData("""<text class="a" x="95" y="20" font-size="12">out</text>""")]
    [InlineData("""<text class="a" x="5" y="20" font-size="12" text-anchor="end">out</text>""")]
    [InlineData("""<rect x="90" y="5" width="11" height="5"/>""")]
    [InlineData("""<path d="M10 10l5 5h20v90z"/>""")]
    [InlineData("""<line x1="-1" y1="5" x2="5" y2="5"/>""")]
    public void Outside_WhatLeavesTheFrame_IsFound(string shape) => Assert.Single(Picture(shape).Outside());

    private static SvgPicture Picture(string content) =>
        new($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{content}</svg>""");
}
