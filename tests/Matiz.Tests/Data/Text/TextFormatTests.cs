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
            + $"Give a {RowFormats.Listed(RowFormats.Extensions(without: RowFormats.Text))} file, "
            + "or say with DataOptions.Format which of these it is.",
            Rows.LabelFault("a\n", RowFormats.Text, new ClassLabel(["x", "y"])));

    [Fact]
    public void Load_FileWhoseFirstWordIsALabel_IsFastTextsAndSaysSo()
    {
        using var folder = new TempFolder();
        string path = folder.Write("train.txt", "__label__joy i feel great\n\n__label__anger no\n");
        var data = Dataset.Load(new DatasetFiles { Train = [path], ValidationFraction = 0 });
        Assert.Equal(["i feel great", "no"], data["train"].Select(row => row.Text));
        Assert.Equal([$"{path}: read as fastText's, since it begins with __label__."], data.Notes);
        Assert.Equal("__label__joy i feel great", RowReader.Read([path], new DataOptions { Format = RowFormats.Text }).First().Text);
    }
}
