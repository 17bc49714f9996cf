using System.Globalization;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed class CheckpointPathTests
{
    private static readonly Dictionary<string, double> Logs = new(StringComparer.Ordinal) { ["loss"] = 1234.5678, ["val_f1"] = 0.05 };

    // What Python's str.format makes of them.
    [Theory]
    [InlineData("m", "m")]
    [InlineData("a/{epoch}", "a/7")]
    [InlineData("{epoch:d}-{epoch:02d}-{epoch:03d}", "7-07-007")]
    [InlineData("{epoch:02d}-{loss:.2f}-{val_f1:.0f}-{val_f1:.3f}", "07-1234.57-0-0.050")]
    [InlineData("{val_f1}", "0.05")]
    [InlineData("{{epoch}}", "{epoch}")]
    public void For_Placeholders_AreThoseOfPython(string path, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-ES");
        try
        {
            Assert.Equal(expected, CheckpointPath.Parse(path).For(7, Logs));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void LogNames_AreThoseThatMustBeMeasured()
    {
        Assert.Equal(["loss", "val_f1"], CheckpointPath.Parse("{epoch}-{loss:.2f}-{val_f1}").LogNames);
        Assert.Equal(("a{b}", null), (CheckpointPath.Parse("a{{b}}").Fixed, CheckpointPath.Parse("a{epoch}").Fixed));
    }

    [Theory]
    [InlineData("m-{epoch", 3)]
    [InlineData("m-{}", 3)]
    [InlineData("{epoch:2d}", 1)]
    [InlineData("{epoch:.2f}", 1)]
    [InlineData("{loss:02d}", 1)]
    [InlineData("{loss!r}", 1)]
    [InlineData("a}", 2)]
    public void Parse_OtherPlaceholders_AreRefused(string path, int character)
    {
        var exception = Assert.Throws<ArgumentException>(() => CheckpointPath.Parse(path));
        Assert.StartsWith(
            $"the path '{path}' has a placeholder at character {character} that is not understood. {{epoch}}, {{epoch:02d}}, {{loss}} or "
            + "{loss:.2f} was expected, a brace of the name itself doubled. Correct it.",
            exception.Message, StringComparison.Ordinal);
    }
}
