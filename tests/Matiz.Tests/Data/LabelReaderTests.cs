using System.Globalization;
using Matiz.Data;

namespace Matiz.Tests.Data;

/// <summary>Readers as a task of someone else's would write them.</summary>
public sealed class LabelReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OwnReaderOfNumbers_GivesItsNumbers()
    {
        string path = _folder.Write("stars.csv", "text,label\na,4 of 5\nb,1 of 5\n");

        var data = Dataset.Load(path, options: new DataOptions { LabelReader = new StarReader() });

        Assert.Null(data.Labels);
        Assert.Equal([0.8f, 0.2f], data["train"].Select(row => row.Label.Value));
        Assert.Equal(
            data["train"][0], Dataset.Load(path, test: path, options: new DataOptions { LabelReader = new StarReader() })["train"][0]);
    }

    [Fact]
    public void Load_OwnReader_ItsFaultNamesFileAndLine()
    {
        string path = _folder.Write("stars.csv", "text,label\na,4 of 5\nb,many\n");

        Assert.Equal(
            $"{path}:3: the label 'many' is no rating. One like '4 of 5' was expected. Correct it.",
            Assert.Throws<DataException>(() => Dataset.Load(path, options: new DataOptions { LabelReader = new StarReader() })).Message);
    }

    [Fact]
    public void Load_OwnReaderOfClasses_GrowsThemAndHoldsOtherSplitsToThem()
    {
        string train = _folder.Write("train.csv", "text,label\na,#Joy\nb,#anger\nc,#joy\n");
        string test = _folder.Write("test.csv", "text,label\na,#JOY\n"), odd = _folder.Write("odd.csv", "text,label\na,#fear\n");
        var options = new DataOptions { LabelReader = new HashtagReader() };

        var data = Dataset.Load(train, test: test, options: options);

        Assert.Equal(["anger", "joy"], data.Labels!.Names);
        Assert.Equal([1, 0, 1], data["train"].Select(row => row.Label.Index));
        Assert.Equal(1, data["test"][0].Label.Index);
        Assert.StartsWith(
            $"{odd}:2: the label 'fear' was not seen in training.",
            Assert.Throws<DataException>(() => Dataset.Load(train, test: odd, options: options)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(RowReader.ReadLabelled([test], new ClassLabel(["joy"]), default, options)).Label.Index);
    }

    [Fact]
    public void Load_OwnReader_MayNameClassesByDecimals()
    {
        string path = _folder.Write("half.csv", "text,label\na,#4.5\nb,#5\n");

        Assert.Equal(["4.5", "5"], Dataset.Load(path, options: new DataOptions { LabelReader = new HashtagReader() }).Labels!.Names);
    }

    private sealed class StarReader : LabelReader
    {
        public override ProblemType ProblemType => ProblemType.Regression;

        public override LabelKind Kind => LabelKind.Value;

        public override Label Read(RawLabel raw, RowSource place, LabelClasses classes) =>
            raw.Text is { } text && text.EndsWith(" of 5", StringComparison.Ordinal)
                ? Label.OfValue(float.Parse(text.AsSpan(0, text.Length - 5), CultureInfo.InvariantCulture) / 5)
                : throw Error(place, $"the label '{raw.Text}' is no rating. One like '4 of 5' was expected. Correct it.");
    }

    private sealed class HashtagReader : LabelReader
    {
        public override ProblemType ProblemType => ProblemType.SingleLabelClassification;

        public override LabelKind Kind => LabelKind.Index;

        public override Label Read(RawLabel raw, RowSource place, LabelClasses classes) =>
            Label.OfIndex(classes.IndexOf(raw.Text!.TrimStart('#').ToLowerInvariant(), place));
    }
}
