using Matiz.Data;

namespace Matiz.Tests.Data;

public class DataColumnsTests
{
    [Theory]
    [InlineData(
        "text", "label", "label", null,
        "'label' is the second text (DataOptions.TextPairColumn) and the label (DataOptions.LabelColumn)")]
    [InlineData("label", null, "label", null, "'label' is the text (DataOptions.TextColumn) and the label (DataOptions.LabelColumn)")]
    [InlineData(
        "text", "TEXT", "label", null,
        "'text' is the text (DataOptions.TextColumn) and the second text (DataOptions.TextPairColumn)")]
    [InlineData("text", null, "label", "label", "'label' is the label (DataOptions.LabelColumn) and the id (DataOptions.IdColumn)")]
    [InlineData(
        "body", "body", "label", null,
        "'body' is the text (DataOptions.TextColumn) and the second text (DataOptions.TextPairColumn)")]
    public void Find_OneColumnInTwoRoles_NamesBothOptions(string text, string? pair, string? label, string? id, string part)
    {
        var options = new DataOptions { TextColumn = text, TextPairColumn = pair, LabelColumn = label, IdColumn = id };
        foreach (var (rows, format) in (IEnumerable<(string, RowFormat)>)
            [
                ("text,body,label\na,b,c\n", RowFormats.Csv),
                ("{\"text\":\"a\",\"body\":\"b\",\"label\":\"c\"}\n", RowFormats.JsonLines),
            ])
        {
            string message = Rows.LabelFault(rows, format, new ClassLabel(["c", "d"]), options: options);
            Assert.Contains($"the column {part} at once: ", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text_pair")]
    [InlineData("id")]
    public void Find_DefaultNameToldAsLabel_IsTheLabelOnly(string column)
    {
        foreach (var (rows, format) in (IEnumerable<(string, RowFormat)>)
            [
                ($"text,{column}\na,c\n", RowFormats.Csv),
                ($"{{\"text\":\"a\",\"{column}\":\"c\"}}\n", RowFormats.JsonLines),
            ])
        {
            var row = Rows.ReadLabelled(rows, format, new ClassLabel(["b", "c"]), options: new DataOptions { LabelColumn = column })[0];
            Assert.Equal((1, null, null), (row.Label.Index, row.TextPair, row.Id));
        }
    }

    [Fact]
    public void Find_LabelColumnAsText_IsFineWhereNoLabelIsRead() =>
        Assert.Equal("c", Rows.Read("text,label\na,c\n", RowFormats.Csv, new DataOptions { TextColumn = "label" })[0].Text);

    public static TheoryData<string> TextNames => [.. DataOptions.TextColumnNames];

    public static TheoryData<string> LabelNames => [.. DataOptions.LabelColumnNames];

    [Theory]
    [MemberData(nameof(TextNames))]
    public void Find_EveryTextName_IsFound(string name) =>
        Assert.Equal("a", Rows.Read($"x,{name.ToUpperInvariant()}\n1,a\n", RowFormats.Csv)[0].Text);

    [Theory]
    [MemberData(nameof(LabelNames))]
    public void Find_EveryLabelName_IsFound(string name) =>
        Assert.Equal(1, Rows.ReadLabelled($"{name},text\nb,a\n", RowFormats.Csv, new ClassLabel(["a", "b"]))[0].Label.Index);

    [Fact]
    public void Find_Told_GoesBeforeNames()
    {
        var options = new DataOptions { TextColumn = "Body", TextPairColumn = "text", IdColumn = "key", LabelColumn = "content" };
        var row = Assert.Single(
            Rows.ReadLabelled("text,body,key,content,label\np,t,7,y,x\n", RowFormats.Csv, new ClassLabel(["x", "y"]), options: options));
        Assert.Equal(("t", "p", "7", 1), (row.Text, row.TextPair, row.Id, row.Label.Index));
    }

    [Fact]
    public void Find_TextTold_FreesTheOtherCandidates()
    {
        // 'sentence' is told as the pair, so 'text' is the only candidate left.
        var row = Assert.Single(Rows.Read("text,sentence\na,b\n", RowFormats.Csv, new DataOptions { TextPairColumn = "sentence" }));
        Assert.Equal(("a", "b"), (row.Text, row.TextPair));
    }

    [Fact]
    public void Find_NoText_ListsTheColumns() =>
        Assert.Equal(
            "data:1: no column looks like the text: the columns are 'words', 'label'. "
            + "Expected one named text, sentence, content, message, comment, review, tweet, utterance. "
            + "Name the right one with DataOptions.TextColumn.",
            Rows.Fault("words,label\na,b\n", RowFormats.Csv));

    [Fact]
    public void Find_NoLabel_ListsTheColumns() =>
        Assert.Equal(
            "data:1: no column looks like the label: the columns are 'text', 'x'. "
            + "Expected one named label, labels, class, category, target, intent, emotion, sentiment. "
            + "Name the right one with DataOptions.LabelColumn.",
            Rows.LabelFault("text,x\na,b\n", RowFormats.Csv, new ClassLabel(["b"])));

    [Fact]
    public void Find_SeveralTexts_ListsThem() =>
        Assert.Equal(
            "data:1: several columns may be the text: 'text', 'content' (the columns are 'text', 'content', 'x'). "
            + "One was expected. Say which with DataOptions.TextColumn.",
            Rows.Fault("text,content,x\na,b,c\n", RowFormats.Csv));

    [Fact]
    public void Find_SeveralLabels_ListsThem() =>
        Assert.Equal(
            "data:2: several columns may be the label: 'label', 'class' (the columns are 'text', 'label', 'class'). "
            + "One was expected. Say which with DataOptions.LabelColumn.",
            Rows.LabelFault("\n{\"text\": \"a\", \"label\": \"x\", \"class\": \"y\"}\n", RowFormats.JsonLines, new ClassLabel(["x"])));

    [Fact]
    public void Find_ToldButAbsent_ListsTheColumns()
    {
        Assert.Equal(
            "data:1: no column 'body' for the text: the columns are 'text', 'x'. Expected one of them. "
            + "Correct DataOptions.TextColumn.",
            Rows.Fault("text,x\na,b\n", RowFormats.Csv, new DataOptions { TextColumn = "body" }));
        Assert.Equal(
            "data:1: no column 'key' for the id: the columns are 'text', 'x'. Expected one of them. "
            + "Correct DataOptions.IdColumn.",
            Rows.Fault("text,x\na,b\n", RowFormats.Csv, new DataOptions { IdColumn = "key" }));
        Assert.Equal(
            "data:1: no column 'b' for the second text: the columns are 'text', 'x'. Expected one of them. "
            + "Correct DataOptions.TextPairColumn.",
            Rows.Fault("text,x\na,b\n", RowFormats.Csv, new DataOptions { TextPairColumn = "b" }));
    }

    [Fact]
    public void Find_NameThatStandsTwice_IsRefused()
    {
        Assert.Equal(
            "data:1: 2 columns are named 'x' (the columns are 'x', 'x'). One was expected. Rename the others in the file.",
            Rows.Fault("x,x\na,b\n", RowFormats.Csv, new DataOptions { TextColumn = "x" }));
        Assert.Equal(
            "data:1: several columns may be the text: 'text', 'text' (the columns are 'text', 'text'). One was expected. "
            + "Say which with DataOptions.TextColumn.",
            Rows.Fault("text,text\na,b\n", RowFormats.Csv));
    }

    [Theory]
    [InlineData("text;label", "; the header holds semicolons: is it DataOptions.Delimiter = ;.")]
    [InlineData("text|label", "; the header holds '|': is it DataOptions.Delimiter = |.")]
    [InlineData("text\tlabel", "; the header holds tabs: is it DataOptions.Format = tsv.")]
    public void Find_AnotherSeparatorThatDividesRowsUnevenly_IsHinted(string header, string hint) =>
        Assert.EndsWith(hint, Rows.Fault(header + "\na;b;c|d|e\tf\tg\n", RowFormats.Csv), StringComparison.Ordinal);

    [Fact]
    public void Find_EmptyObject_SaysThereAreNone() =>
        Assert.Equal(
            "data:1: no column looks like the text: there are none. "
            + "Expected one named text, sentence, content, message, comment, review, tweet, utterance. "
            + "Name the right one with DataOptions.TextColumn.",
            Rows.Fault("{}\n", RowFormats.JsonLines));
}
