using Matiz.Data;
using Matiz.Data.Corrections;

namespace Matiz.Tests.Data.Corrections;

public sealed class ReviewFileTests
{
    private static readonly ReviewRow[] Rows =
    [
        new()
        {
            Source = new RowSource("train", "a,b.csv", 7), Id = "x", Text = "one \"two\"\nthree", Label = "joy", Predicted = "anger",
            Loss = 1.5f, Suggested = "anger",
        },
        new() { Source = new RowSource("test", "c.csv", 2), Text = "=1+1", Label = "[\"a\",\"b\"]", NewLabel = "[]", Action = "relabel" },
    ];

    [Fact]
    public void WriteAndRead_IsEqual()
    {
        using var folder = new TempFolder();
        using var stream = new MemoryStream();
        ReviewFile.Write(stream, Rows);
        string path = folder.Write("review.csv", stream.ToArray());

        Assert.StartsWith(
            "split,file,line,id,text,label,predicted,loss,suggested,new_label,action\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal([Rows[0] with { ReviewLine = 2 }, Rows[1] with { ReviewLine = 4 }], ReviewFile.Read(path));
    }

    [Fact]
    public void Read_AfterASpreadsheet_OrderAndOtherColumnsDoNotMatter()
    {
        using var folder = new TempFolder();
        string path = folder.Write(
            "review.csv",
            "\uFEFFaction,note,split,file,line,id,text,label,predicted,loss,suggested,new_label\r\n"
            + "remove,bad,train,a.csv,3,,t,joy,,,,\r\n");

        var row = Assert.Single(ReviewFile.Read(path));

        Assert.Equal(("remove", 3, "t", null, null), (row.Action, row.Source.Line, row.Text, row.Id, row.Loss));
    }

    [Fact]
    public void Read_Semicolons_AsSomeSpreadsheetsWriteThem()
    {
        using var folder = new TempFolder();
        string path = folder.Write(
            "review.csv",
            "split;file;line;id;text;label;predicted;loss;suggested;new_label;action\r\n"
            + "train;a.csv;3;;one, \"\"two;joy;;1.5;;anger;relabel\r\n");

        var row = Assert.Single(ReviewFile.Read(path));

        Assert.Equal(("one, \"\"two", "joy", "anger", "relabel", 1.5f), (row.Text, row.Label, row.NewLabel, row.Action, row.Loss));
    }

    [Theory]
    [InlineData("", ": the file is empty. A review that 'ReviewFile.Write' wrote was expected. Export it again.")]
    [InlineData(
        "split,file,line,id,text,label,predicted,loss,suggested,new_label\n",
        ":1: there is no column 'action'; the columns are split, file, line, id, text, label, predicted, loss, suggested, new_label. "
        + "Expected split,file,line,id,text,label,predicted,loss,suggested,new_label,action. Export it again.")]
    [InlineData(
        "split,file,line,id,text,label,predicted,loss,suggested,new_label,action\ntrain,a.csv,two,,t,joy,,,,,\n",
        ":2: 'line' is 'two'. A whole number was expected. Export the review again.")]
    [InlineData(
        "split,file,line,id,text,label,predicted,loss,suggested,new_label,action\ntrain,a.csv,2\n",
        ":2: the row has 3 fields, but the header names 11. As many were expected. Put texts with commas in quotes.")]
    public void Read_Damaged_SaysWhere(string text, string message)
    {
        using var folder = new TempFolder();
        string path = folder.Write("review.csv", text);

        Assert.Equal(path + message, Assert.Throws<DataException>(() => ReviewFile.Read(path)).Message);
    }

    [Fact]
    public void Read_Missing_SaysSo() => Assert.Equal(
        "gone.csv: no such file. A review that 'ReviewFile.Write' wrote was expected. Check the path.",
        Assert.Throws<DataException>(() => ReviewFile.Read("gone.csv")).Message);
}
