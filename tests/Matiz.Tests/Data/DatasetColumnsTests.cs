using Matiz.Data;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Data;

public class DatasetColumnsTests
{
    private static Dataset Rows => Dataset.From(
        ["a b", "c", "d e f", "g"], text => text, text => text.Length > 1 ? "long" : "short", name: "train");

    [Fact]
    public void Map_Batched_AddsAColumnThatIsTakenOutAsAMatrix()
    {
        var sizes = new List<int>();
        var mapped = Rows.Map<float[]>(
            "lengths",
            rows =>
            {
                sizes.Add(rows.Count);
                return [.. rows.Select(row => new float[] { row.Text.Length, 1 })];
            },
            batchSize: 3);
        Assert.Equal([3, 1], sizes);
        Assert.Equal(["text", "text_pair", "id", "label", "lengths"], mapped.ColumnNames);
        var matrix = FeatureMatrix.FromColumn(mapped, "lengths");
        Assert.Equal((4, 2), (matrix.Rows, matrix.Columns));
        Assert.Equal([3f, 1, 1, 1, 5, 1, 1, 1], matrix.Values);
        Assert.Equal([0, 1, 0, 1], mapped.Column<int>("label"));
        Assert.Equal(["long", "short", "long", "short"], mapped.Column<string>("label"));
        Assert.Equal(["a b", "c", "d e f", "g"], mapped.Column<string>("text"));
        Assert.Equal(5f, mapped[2].Get<float[]>("lengths")[0]);
    }

    [Fact]
    public void AddedColumns_StayWithTheirRows()
    {
        var mapped = Rows.WithColumn("place", [0, 1, 2, 3]);
        Assert.Equal([2, 0], mapped.Select([2, 0]).Column<int>("place"));
        Assert.Equal([1, 3], mapped.Filter(row => row.Label.Index == 1).Column<int>("place"));
        Assert.All(mapped.Shuffle(), row => Assert.Equal(Rows[row.Get<int>("place")].Text, row.Text));
        var (kept, splitOff) = mapped.Split(0.5);
        Assert.Equal([0, 1, 2, 3], kept.Column<int>("place").Concat(splitOff.Column<int>("place")).Order());
        Assert.Equal([0, 1, 2, 3], mapped.Map(row => row with { Text = row.Text.ToUpperInvariant() }).Column<int>("place"));
        Assert.Equal([4, 5, 6, 7], mapped.WithColumn("place", [4, 5, 6, 7]).Column<int>("place"));         // replaced
        Assert.Equal(["A"], mapped.WithColumn("twice", ["A", "B", "C", "D"]).Select([0]).Column<string>("twice"));
    }

    [Fact]
    public void Map_RowsForRows_MayGiveMoreOrFewer()
    {
        var split = Rows.Map(rows => rows.SelectMany(row => row.Text.Split(' ').Select(word => row with { Text = word })), batchSize: 2);
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g"], split.Column<string>("text"));
        Assert.Single(Rows.Map(rows => rows.Take(1), batchSize: null));
    }

    [Fact]
    public void SelectAndRename_ChangeAddedColumnsAlone()
    {
        var mapped = Rows.WithColumn("a", [1, 2, 3, 4]).WithColumn("b", [5, 6, 7, 8]);
        var chosen = mapped.SelectColumns("b", "label");
        Assert.Equal(["text", "text_pair", "id", "label", "b"], chosen.ColumnNames);
        Assert.Equal([5, 6, 7, 8], chosen.Column<int>("b"));
        Assert.Equal([5, 6, 7, 8], chosen.RenameColumn("b", "c").Column<int>("c"));
        Assert.Equal(Rows.ColumnNames, mapped.SelectColumns("label").ColumnNames);
    }

    [Fact]
    public void Columns_ThatAreNotThereOrSomethingElse_AreRefused()
    {
        var mapped = Rows.WithColumn("a", [1, 2, 3, 4]);
        Assert.Equal(
            "'train' has no column 'x'. There are: text, text_pair, id, label, a. Add it with Dataset.WithColumn or Dataset.Map.",
            Assert.Throws<KeyNotFoundException>(() => mapped.Column<int>("x")).Message);
        Assert.Equal(
            "the values of 'a' are Int32, not String. Ask for what they are.",
            Assert.Throws<InvalidOperationException>(() => mapped.Column<string>("a")).Message);
        Assert.StartsWith(
            "there are 1 values of 'b' for the 4 rows of 'train'. One for each was expected.",
            Assert.Throws<ArgumentException>(() => mapped.WithColumn("b", [1])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "'label' is a column of every row. A name of its own was expected;",
            Assert.Throws<ArgumentException>(() => mapped.WithColumn("label", [1, 2, 3, 4])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "there are 0 values of 'b' for 4 rows. One for each was expected.",
            Assert.Throws<ArgumentException>(() => mapped.Map<int>("b", _ => [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => mapped.Map("b", rows => rows, batchSize: 0));
        Assert.Throws<KeyNotFoundException>(() => mapped.RenameColumn("x", "y"));
        Assert.Throws<KeyNotFoundException>(() => mapped[0].Get<int>("x"));
    }

    [Fact]
    public void Map_FeaturesOfAFrozenEncoder_AreThoseOfTheExtractor()
    {
        var extractor = FeatureExtractor.Load(SharedFiles.Golden("tiny/bert/base"));
        var data = new DatasetDict(Rows);
        var hidden = data.Map(split => split.Map<float[]>(
            "hidden_state", rows => [.. extractor.Extract(rows.Select(TextInput.FromRow))], batchSize: 3))["train"];
        Assert.Equal(
            extractor.ExtractMatrix(Rows.Select(TextInput.FromRow)), FeatureMatrix.FromColumn(hidden, "hidden_state").Values);
    }
}
