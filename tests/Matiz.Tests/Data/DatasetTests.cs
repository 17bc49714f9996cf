using Matiz.Data;

namespace Matiz.Tests.Data;

public class DatasetTests
{
    private static readonly Dataset Letters = Dataset.From(["a", "b", "c", "d"], text => text, text => text is "a" or "c" ? "odd" : "even");

    [Fact]
    public void From_Names_AreSorted()
    {
        Assert.Equal(["even", "odd"], Letters.Labels!.Names);
        Assert.Equal([1, 0, 1, 0], Letters.Select(row => row.Label.Index));
        Assert.Equal(new RowSource("train", "", 2), Letters[1].Source);
        Assert.Equal("train: 4 rows, 2 classes", Letters.ToString());
    }

    [Fact]
    public void From_Numbers_AreNamedByDigitsOrAreIndices()
    {
        var own = Dataset.From([10, 9], i => $"t{i}", i => i);
        Assert.Equal(["9", "10"], own.Labels!.Names);
        Assert.Equal([1, 0], own.Select(row => row.Label.Index));
        var named = Dataset.From([1, 0], i => $"t{i}", i => i, labels: new ClassLabel(["no", "yes"]));
        Assert.Equal([1, 0], named.Select(row => row.Label.Index));
    }

    [Fact]
    public void From_PairAndId_AreKept()
    {
        var data = Dataset.From([("a", "b", "x")], row => row.Item1, row => row.Item3, pair: row => row.Item2, id: row => "7");
        Assert.Equal(("a", "b", "7"), (data[0].Text, data[0].TextPair, data[0].Id));
    }

    [Fact]
    public void From_LabelOutsideTheClasses_IsAFault() =>
        Assert.Equal(
            "test:2: the label 'y' is unknown to the model. It knows 'x', or an index from 0 to 0. "
            + "Correct or remove the row, or use the model that was trained on it.",
            Assert.Throws<DataException>(() => Dataset.From(["x", "y"], t => t, t => t, labels: new ClassLabel(["x"]), name: "test"))
                .Message);

    [Fact]
    public void From_EmptyLabel_IsAFault() =>
        Assert.Equal(
            "train:1: the row has no label. A class was expected. Fill it in, or remove the row.",
            Assert.Throws<DataException>(() => Dataset.From(["x"], t => t, _ => "")).Message);

    [Fact]
    public void From_Floats_AreRegression()
    {
        var data = Dataset.From([0.1f, float.MaxValue], i => "t", i => i);
        Assert.Equal(ProblemType.Regression, data.ProblemType);
        Assert.Equal([0.1f, float.MaxValue], data.Select(row => row.Label.Value));
        Assert.Throws<DataException>(() => Dataset.From([float.NaN], i => "t", i => i));
    }

    [Fact]
    public void FromTexts_HasNoLabels()
    {
        var data = Dataset.FromTexts(["a"]);
        Assert.Null(data.Labels);
        Assert.Equal(LabelKind.None, data[0].Label.Kind);
        Assert.Equal("predict: 1 rows", data.ToString());
    }

    [Fact]
    public void MapFilterSelect_LeaveTheFirstAlone()
    {
        var upper = Letters.Map(row => row with { Text = row.Text.ToUpperInvariant() });
        Assert.Equal(["A", "B", "C", "D"], upper.Select(row => row.Text));
        Assert.Equal(["B", "D"], upper.Filter(row => row.Label.Index == 0).Select(row => row.Text));
        Assert.Equal(["d", "a", "a"], Letters.Select([3, 0, 0]).Select(row => row.Text));
        Assert.Equal(["a", "b", "c", "d"], Letters.Select(row => row.Text));
        Assert.Equal(Letters.Labels, upper.Filter(_ => false).Labels);
    }

    [Fact]
    public void Select_OutOfRange_SaysTheRange() =>
        Assert.StartsWith(
            "'train' has 4 rows; their places are 0 to 3.", Assert.Throws<ArgumentOutOfRangeException>(() => Letters.Select([4])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Map_ToALabelThatIsNoClass_IsRefused() =>
        Assert.Equal(
            "train:1: the new label 2 is no class. There are 2. Map to an index below that.",
            Assert.Throws<ArgumentException>(() => Letters.Map(row => row with { Label = Label.OfIndex(2) })).Message);

    [Fact]
    public void Shuffle_TwentyOne_IsTheReferencesOrder()
    {
        var data = Dataset.From(Enumerable.Range(0, 21), i => $"{i}", _ => "x").Shuffle(42);
        Assert.Equal("15 8 13 7 11 12 16 19 2 14 4 0 20 10 1 3 6 5 18 9 17", string.Join(' ', data.Select(row => row.Text)));
    }

    [Fact]
    public void DatasetDict_MissingSplit_ListsTheSplits()
    {
        var data = new DatasetDict(Letters);
        Assert.True(data.ContainsKey("train"));
        Assert.False(data.ContainsKey("test"));
        Assert.Equal(
            "there is no split 'test'. There are: train. Load a file for it, or split one off with Dataset.Split.",
            Assert.Throws<KeyNotFoundException>(() => data["test"]).Message);
    }

    [Fact]
    public void DatasetDict_OfSplitsThatDiffer_IsRefused()
    {
        var other = Dataset.From(["a"], t => t, _ => "z", name: "test");
        Assert.StartsWith(
            "the splits 'train' and 'test' have different classes or problem types. The same were expected. "
            + "Make the second with labels: first.Labels.",
            Assert.Throws<ArgumentException>(() => new DatasetDict(Letters, other)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "two splits are named 'train'.", Assert.Throws<ArgumentException>(() => new DatasetDict(Letters, Letters)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "there are no splits.", Assert.Throws<ArgumentException>(() => new DatasetDict()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Label_OfAnotherKind_SaysWhatItIs()
    {
        Assert.Equal(
            "the label is none, not Index. Look at Label.Kind or at the dataset's ProblemType first.",
            Assert.Throws<InvalidOperationException>(() => Label.None.Index).Message);
        Assert.Equal(
            "the label is Index, not Value. Look at Label.Kind or at the dataset's ProblemType first.",
            Assert.Throws<InvalidOperationException>(() => Label.OfIndex(1).Value).Message);
        Assert.True(Label.OfIndices([2, 0, 2]) == Label.OfIndices([0, 2]));
        Assert.Equal(Label.OfIndices([2, 0, 2]).GetHashCode(), Label.OfIndices([0, 2]).GetHashCode());
        Assert.True(Label.OfIndex(0) != Label.OfValue(0));
        Assert.Equal(
            ["1", "[0, 2]", "0.5", "none"],
            new[] { Label.OfIndex(1), Label.OfIndices([2, 0]), Label.OfValue(0.5f), Label.None }.Select(label => label.ToString()));
    }
}
