using System.Globalization;
using Matiz.Data;

namespace Matiz.Tests.Data;

public sealed class ClassLabelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("joy anger Zeal ärger", "Zeal anger joy ärger")]
    [InlineData("10 9 -1 0", "-1 0 9 10")]
    [InlineData("10 9 a", "10 9 a")]
    [InlineData("02 10 9", "02 10 9")]
    [InlineData("99999999999999999999 3", "3 99999999999999999999")]
    public void FromLabels_SortsTextsOrdinallyAndNumbersAsNumbers(string labels, string expected) =>
        Assert.Equal(expected, string.Join(' ', ClassLabel.FromLabels(labels.Split(' ').Concat(labels.Split(' '))).Names));

    [Fact]
    public void Lookup_NamesAndIndices_AgreeBothWays()
    {
        var labels = new ClassLabel(["joy", "anger"]);
        Assert.Equal(2, labels.Count);
        Assert.Equal("anger", labels.NameOf(1));
        Assert.Equal(1, labels.IndexOf("anger"));
        Assert.True(labels.TryResolve("1", out int index));
        Assert.Equal(1, index);
        Assert.False(labels.TryIndexOf("1", out _));
        Assert.False(labels.TryResolve("2", out _));
        Assert.False(labels.TryResolve("01", out _));
    }

    [Fact]
    public void TryResolve_NameThatIsANumber_GoesBeforeTheIndex()
    {
        Assert.True(new ClassLabel(["1", "0"]).TryResolve("1", out int index));
        Assert.Equal(0, index);
    }

    [Fact]
    public void IndexOf_Unknown_ListsAtMostTwenty()
    {
        var labels = new ClassLabel(Enumerable.Range(0, 30).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(
            "there is no class 'x'. The classes are '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', "
            + "'14', '15', '16', '17', '18', '19', … (30 in all).",
            Assert.Throws<KeyNotFoundException>(() => labels.IndexOf("x")).Message);
    }

    [Fact]
    public void NameOf_OutOfRange_SaysTheRange() =>
        Assert.StartsWith(
            "there is no class 2; the indices are 0 to 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ClassLabel(["a", "b"]).NameOf(2)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "there are no label names. At least one was expected. Name the classes.")]
    [InlineData("a||b", "the label name of index 1 is empty. A name was expected. Name every class.")]
    [InlineData("a|b|a", "the label name 'a' stands twice (indices 0 and 2). Different names were expected. Rename one.")]
    public void Create_BadNames_AreRefused(string names, string message) =>
        Assert.Equal(message, Assert.Throws<DataException>(() => new ClassLabel(names.Length == 0 ? [] : names.Split('|'))).Message);

    [Fact]
    public void ParseNames_ListOrFile_GivesNames()
    {
        Assert.Equal(["joy", "anger"], ClassLabel.ParseNames("joy, anger"));
        Assert.Equal(["joy, or so", "anger"], ClassLabel.ParseNames(_folder.Write("labels.txt", "joy, or so\r\n\nanger\n")));
    }

    [Fact]
    public void ParseNames_EmptyName_IsRefused() =>
        Assert.Equal(
            "the label name of index 1 is empty. A name was expected. Name every class.",
            Assert.Throws<DataException>(() => ClassLabel.ParseNames("a,,b")).Message);

    [Theory]
    [InlineData("labels.txt", "no such file")]
    [InlineData("names/labels", "no such file")]
    [InlineData("./labels", "no such file")]
    [InlineData("..", "this is a folder")]
    public void ParseNames_OfAPathThatIsNoFile_IsNoName(string path, string found) =>
        Assert.Equal(
            $"{path}: {found}. A file with one label a line, or names divided by commas, was expected. Correct DataOptions.LabelNames.",
            Assert.Throws<DataException>(() => ClassLabel.ParseNames(path)).Message);

    [Fact]
    public void ParseNames_OfNames_AreNames()
    {
        Assert.Equal(["a.b", "c/d"], ClassLabel.ParseNames("a.b,c/d"));
        Assert.Equal(["either/or both"], ClassLabel.ParseNames("either/or both"));
        Assert.Equal(["4.5"], ClassLabel.ParseNames("4.5"));
    }
}
