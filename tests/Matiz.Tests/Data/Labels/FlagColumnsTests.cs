using Matiz.Data;

namespace Matiz.Tests.Data.Labels;

public sealed class FlagColumnsTests : IDisposable
{
    private const string OneHot = "text,joy,Anger ,love\nx,1,0,0\ny,0,0,1\nz,false,TRUE,0\n";
    private static readonly DataOptions Options = new() { LabelColumns = ["joy", "anger", "love"] };
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OneFlagARow_IsTheClassInTheColumnsOrder()
    {
        var data = Dataset.Load(new DatasetFiles { Train = [_folder.Write("t.csv", OneHot)], ValidationFraction = 0 }, Options);
        Assert.Equal(["joy", "anger", "love"], data.Labels!.Names);
        Assert.Equal([0, 2, 1], data["train"].Select(row => row.Label.Index));
        Assert.Equal(["joy", "Anger ", "love"], data.Files[0].Columns!.LabelColumns!);
        Assert.Null(data.Files[0].Columns!.Label);
    }

    [Fact]
    public void Load_AnyNumberOfFlags_IsTheSetOfClasses()
    {
        string path = _folder.Write(
            "t.jsonl",
            "{\"text\":\"x\",\"joy\":1,\"anger\":true,\"love\":0}\n{\"text\":\"y\",\"joy\":0,\"anger\":0,\"love\":0.0}\n");
        var data = Dataset.Load(
            new DatasetFiles { Train = [path], ValidationFraction = 0 },
            Options with { ProblemType = ProblemType.MultiLabelClassification });
        Assert.Equal([0, 1], data["train"][0].Label.Indices.ToArray());
        Assert.Empty(data["train"][1].Label.Indices.ToArray());
    }

    [Fact]
    public void Load_AsManyColumnsAsGoEmotions_AreAllRead()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"c{i}")];
        string flags = string.Join(',', names.Select((name, i) => $"\"{name}\":{(i == 39 ? 1 : 0)}"));
        string other = flags.Replace(":1", ":0", StringComparison.Ordinal).Replace("\"c0\":0", "\"c0\":1", StringComparison.Ordinal);
        string path = _folder.Write("t.jsonl", $"{{\"text\":\"x\",{flags}}}\n{{\"text\":\"y\",{other}}}\n");
        var data = Dataset.Load(
            new DatasetFiles { Train = [path], ValidationFraction = 0 }, new DataOptions { LabelColumns = names });
        Assert.Equal([39, 0], data["train"].Select(row => row.Label.Index));
    }

    [Theory]
    [InlineData("x,1,1,0", "2 (joy, anger) of the columns joy, anger, love is set. One class a row was expected.")]
    [InlineData("x,0,0,0", "none of the columns joy, anger, love is set. One class a row was expected.")]
    [InlineData("x,1,2,0", "'anger' is '2'. A flag, 0 or 1, was expected in every column of DataOptions.LabelColumns.")]
    [InlineData("x,1,,0", "'anger' is ''. A flag, 0 or 1, was expected in every column of DataOptions.LabelColumns.")]
    public void Load_RowThatIsNotOneClass_IsRefused(string row, string found) =>
        Assert.StartsWith(
            $"data:2: {found}",
            Rows.LabelFault($"text,joy,anger,love\n{row}\n", RowFormats.Csv, new ClassLabel(["joy", "anger", "love"]), default, Options),
            StringComparison.Ordinal);

    [Fact]
    public void Load_WhatContradictsTheColumns_IsRefused()
    {
        string path = _folder.Write("t.csv", OneHot);
        string Fault(DataOptions options) =>
            Assert.Throws<DataException>(() => Dataset.Load(new DatasetFiles { Train = [path] }, options)).Message;
        Assert.Contains("no column 'envy' for the label", Fault(Options with { LabelColumns = ["joy", "envy"] }), StringComparison.Ordinal);
        Assert.Contains("told at once", Fault(Options with { LabelColumn = "joy" }), StringComparison.Ordinal);
        Assert.Contains("and a text or an id at once", Fault(Options with { LabelColumns = ["joy", "text"] }), StringComparison.Ordinal);
        Assert.StartsWith("the classes are named", Fault(Options with { LabelNames = ["a", "b", "c"] }), StringComparison.Ordinal);
        Assert.Contains("how labels are read", Fault(Options with { LabelReading = LabelReading.Indices }), StringComparison.Ordinal);
        Assert.Contains("numbers are asked for", Fault(Options with { ProblemType = ProblemType.Regression }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DataOptions { LabelColumns = ["a", "a"] });
    }
}
