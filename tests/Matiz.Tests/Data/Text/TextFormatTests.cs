using Matiz.Data;

namespace Matiz.Tests.Data.Text;

public class TextFormatTests
{
    [Theory]
    [InlineData("a\n\nb", "1:a 2: 3:b")]
    [InlineData("a\r\nb\r\n", "1:a 2:b")]
    [InlineData("a\rb\r", "1:a 2:b")]
    [InlineData("\n", "1:")]
    [InlineData("", "")]
    public void Read_EveryLine_IsARow(string text, string expected)
    {
        foreach (int step in (int[])[1, 2, 100])
        {
            Assert.Equal(expected, string.Join(' ', Rows.Places(Rows.Read(text, RowFormats.Text, step: step))));
        }
    }

    [Fact]
    public void Read_WithLabelsAsked_SaysThereAreNone() =>
        Assert.Equal(
            "data: plain text has no labels. A text and a label a row were expected. "
            + "Give a .csv, .tsv, .jsonl or .json file, or say with DataOptions.Format which of these it is.",
            Rows.LabelFault("a\n", RowFormats.Text, new ClassLabel(["x", "y"])));
}
