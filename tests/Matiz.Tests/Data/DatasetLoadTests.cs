using System.Security.Cryptography;
using Matiz.Data;
using Matiz.Testing;

namespace Matiz.Tests.Data;

public sealed class DatasetLoadTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ThreeFiles_GivesThreeSplitsWithTheClassesOfTraining()
    {
        string train = _folder.Write("train.csv", "text,label,id\na,joy,1\nb,anger,2\nc,joy,3\n");
        string validation = _folder.Write("validation.jsonl", "\n{\"text\": \"d\", \"label\": \"joy\"}\n");
        string test = _folder.WriteGZip("test.tsv.gz", "label\ttext\nanger\te\n");
        var data = Dataset.Load(train, validation, test);

        Assert.Equal(["train", "validation", "test"], data.Keys);
        Assert.Equal(["anger", "joy"], data.Labels!.Names);
        Assert.Equal(ProblemType.SingleLabelClassification, data.ProblemType);
        Assert.Equal([1, 0, 1], data["train"].Select(row => row.Label.Index));
        Assert.Equal(new RowSource("validation", validation, 2), data["validation"][0].Source);
        Assert.Equal(new Row("e") { Label = Label.OfIndex(0), Source = new RowSource("test", test, 2) }, data["test"][0]);
        Assert.Null(data.ValidationSplit);

        Assert.Equal([train, validation, test], data.Files.Select(file => file.Path));
        Assert.Equal([3, 1, 1], data.Files.Select(file => file.Rows));
        Assert.All(data.Files, file => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path))), file.Sha256));
        Assert.Equal(["text", "label", "id"], data.Files[0].ColumnNames);
        Assert.Equal(new DataColumns("text", null, "label", "id"), data.Files[0].Columns);
        Assert.Equal([RowFormats.Csv, RowFormats.JsonLines, RowFormats.Tsv], data.Files.Select(file => file.Format));
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void Load_Streams_GivesSplitsToo()
    {
        DataSource Of(string name, string text) => DataSource.FromStream(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), name, RowFormats.Csv);
        var data = Dataset.Load(
            [Of("sample/train.csv", "text,label\na,x\nb,y\n")], validation: [Of("sample/validation.csv", "text,label\nc,y\n")]);
        Assert.Equal(["train", "validation"], data.Keys);
        Assert.Equal(new RowSource("validation", "sample/validation.csv", 2), data["validation"][0].Source);
        Assert.Equal("no files are named. Training files were expected. Give DatasetFiles.Train.", Fault(() => Dataset.Load([])));
        Assert.Equal("DatasetFiles.Train", Assert.Throws<DataException>(() => Dataset.Load([])).Property);
    }

    [Fact]
    public void Load_SeveralFilesASplit_KeepsEachRowsPlace()
    {
        string first = _folder.Write("part-1.csv", "text,label\na,x\n");
        string second = _folder.Write("part-2.csv", "label,text\ny,b\n");
        var data = Dataset.Load(Path.Join(_folder.Path, "part-*.csv"));
        Assert.Equal([$"{first}:2", $"{second}:2"], data["train"].Select(row => row.Source.ToString()));
        Assert.Equal(["a", "b"], data["train"].Select(row => row.Text));
    }

    [Fact]
    public void Load_WholeNumbers_AreSortedAsNumbers()
    {
        var data = Dataset.Load(_folder.Write("t.csv", "text,label\na,10\nb,9\nc,0\n"));
        Assert.Equal(["0", "9", "10"], data.Labels!.Names);
        Assert.Equal([2, 1, 0], data["train"].Select(row => row.Label.Index));
    }

    [Fact]
    public void Load_NamesGiven_NameTheNumbersAndWarnOfUnused()
    {
        string train = _folder.Write("t.csv", "text,label\na,1\nb,0\nc,joy\n");
        var data = Dataset.Load(train, options: new DataOptions { LabelNames = ["sadness", "joy", "love"] });
        Assert.Equal([1, 0, 1], data["train"].Select(row => row.Label.Index));
        Assert.Equal(
            ["train: no row has the label 'love' that DataOptions.LabelNames names. "
                + "The model will not learn it. Add rows, or leave it out."],
            data.Warnings);
    }

    [Fact]
    public void Load_LabelBeyondTheNamesGiven_IsAFault()
    {
        string train = _folder.Write("t.csv", "text,label\na,1\nb,2\n");
        Assert.Equal(
            $"{train}:3: the label '2' is none of the given ones. Expected 'sadness', 'joy', or an index from 0 to 1. "
            + "Correct the row or DataOptions.LabelNames.",
            Fault(() => Dataset.Load(train, options: new DataOptions { LabelNames = ["sadness", "joy"] })));
    }

    [Fact]
    public void Load_LabelUnseenInTraining_ListsTheKnown()
    {
        string train = _folder.Write("t.csv", "text,label\na,joy\nb,anger\n");
        string test = _folder.Write("v.csv", "text,label\na,joy\n\"b\nb\",bored\n");
        Assert.Equal(
            $"{test}:3: the label 'bored' was not seen in training. The training rows have 'anger', 'joy'. "
            + "Correct or remove the row, or add training rows with this label.",
            Fault(() => Dataset.Load(train, test: test)));
    }

    [Fact]
    public void Load_IndexWhereTrainingHasNames_IsUnseen()
    {
        string train = _folder.Write("t.csv", "text,label\na,joy\nb,anger\n");
        Assert.Throws<DataException>(() => Dataset.Load(train, _folder.Write("v.csv", "text,label\na,0\n")));
    }

    [Fact]
    public void Load_OneClass_IsAFault()
    {
        string train = _folder.Write("t.csv", "text,label\na,joy\nb,joy\n");
        Assert.Equal(
            $"{train}: every row has the label 'joy'. At least two classes were expected. "
            + "Check DataOptions.LabelColumn, or add rows of another class.",
            Fault(() => Dataset.Load(train)));
        string multi = _folder.Write("m.csv", "text,label\na,\"joy,fun\"\nb,\"fun,joy\"\n");
        Assert.Equal(
            $"{multi}: every row has the same labels (fun, joy). At least two classes were expected. "
            + "Check DataOptions.LabelColumn, or add rows of another class.",
            Fault(() => Dataset.Load(multi, options: new DataOptions { ProblemType = ProblemType.MultiLabelClassification })));
    }

    [Fact]
    public void Load_Decimals_AskForRegression()
    {
        string train = _folder.Write("t.csv", "text,label\na,1\nb,0.5\nc,2e3\n");
        Assert.Equal(
            $"{train}:3: the label '0.5' is a decimal. Names or whole numbers were expected for classes. "
            + "To learn numbers give DataOptions.ProblemType = regression.",
            Fault(() => Dataset.Load(train)));
        var data = Dataset.Load(train, options: new DataOptions { ProblemType = ProblemType.Regression });
        Assert.Equal([1f, 0.5f, 2000f], data["train"].Select(row => row.Label.Value));
        Assert.Null(data.Labels);
    }

    [Fact]
    public void Load_DecimalsAmongNames_AreNames() =>
        Assert.Equal(["1.5", "high"], Dataset.Load(_folder.Write("t.csv", "text,label\na,1.5\nb,high\n")).Labels!.Names);

    [Fact]
    public void Load_Multi_CollectsTheClassesOfAllLists()
    {
        var data = Dataset.Load(
            _folder.Write(
                "t.jsonl",
                "{\"text\": \"a\", \"labels\": [\"z\", \"b\"]}\n{\"text\": \"b\", \"labels\": []}\n{\"text\": \"c\", \"labels\": "
                + "\"c, b\"}\n"),
            options: new DataOptions { ProblemType = ProblemType.MultiLabelClassification });
        Assert.Equal(["b", "c", "z"], data.Labels!.Names);
        Assert.Equal(["[0, 2]", "[]", "[0, 1]"], data["train"].Select(row => row.Label.ToString()));
    }

    [Fact]
    public void Load_MultiWithoutAnyLabel_IsAFault()
    {
        string train = _folder.Write("t.csv", "text,label\na,\nb,\n");
        Assert.Equal(
            $"{train}: no row has a label. At least one class was expected. Check DataOptions.LabelColumn.",
            Fault(() => Dataset.Load(train, options: new DataOptions { ProblemType = ProblemType.MultiLabelClassification })));
    }

    [Fact]
    public void Load_NoRows_IsAFault()
    {
        string train = _folder.Write("t.csv", "text,label\n");
        Assert.Equal(
            $"{train}: there are no rows. At least one was expected for train. Is this the right file?", Fault(() => Dataset.Load(train)));
    }

    [Fact]
    public void Load_NothingNamed_IsAFault() =>
        Assert.Equal(
            "no files are named. Training files were expected. Give DatasetFiles.Train.",
            Fault(() => Dataset.Load(new DatasetFiles())));

    [Fact]
    public void Load_ValidationWithoutTraining_IsAFault() =>
        Assert.Equal(
            "there are files to validate or test with, but none to train on. "
            + "Training rows were expected, as they give the classes. Give DatasetFiles.Train as well.",
            Fault(() => Dataset.Load(new DatasetFiles { Validation = ["v.csv"] })));

    [Fact]
    public void Load_MissingTestFile_IsToldBeforeTrainingIsRead()
    {
        string train = _folder.Write("t.csv", "broken");
        Assert.StartsWith("no-such.csv: no such file.", Fault(() => Dataset.Load(train, test: "no-such.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AgainstAModel_LooksUpItsClassesAndSplitsNothingOff()
    {
        string train = _folder.Write("t.csv", "text,label\na,1\nb,joy\n");
        var data = Dataset.Load(new DatasetFiles { Train = [train] }, labels: new ClassLabel(["anger", "joy"]));
        Assert.Equal(["train"], data.Keys);
        Assert.Equal([1, 1], data["train"].Select(row => row.Label.Index));
        var test = Dataset.Load(new DatasetFiles { Test = [train] }, labels: new ClassLabel(["anger", "joy"]));
        Assert.Equal(["test"], test.Keys);
    }

    [Fact]
    public void Load_WithoutValidation_SplitsTenPercentOffAndRecordsIt()
    {
        string train = _folder.Write(
            "t.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"t{i},{(i % 5 == 0 ? "x" : "y")}\n")));
        var data = Dataset.Load(new DatasetFiles { Train = [train], Seed = 3 });
        Assert.Equal((90, 10), (data["train"].Count, data["validation"].Count));
        Assert.Equal(2, data["validation"].Count(row => row.Label.Index == 0));
        Assert.Equal(new ValidationSplit(0.1, 3, true), data.ValidationSplit);
        Assert.Equal(100, Assert.Single(data.Files).Rows);
        Assert.All(
            data["validation"],
            row => Assert.Equal(new RowSource("validation", train, int.Parse(row.Text[1..], null) + 2), row.Source));
        Assert.Equal(["train"], Dataset.Load(new DatasetFiles { Train = [train], ValidationFraction = 0 }).Keys);
    }

    [Fact]
    public void ValidationFraction_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatasetFiles { ValidationFraction = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatasetFiles { ValidationFraction = -0.1 });
    }

    [Fact]
    public void Load_Emotion_HasItsKnownCounts()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: data/emotion");
        string Of(string name) => SharedFiles.Shared(Path.Join("data", "emotion", name + ".csv"));
        var data = Dataset.Load(
            Of("train"), Of("validation"), Of("test"),
            new DataOptions { LabelNames = ["sadness", "joy", "love", "anger", "fear", "surprise"] });
        Assert.Equal([16_000, 2_000, 2_000], data.Values.Select(split => split.Count));
        Assert.Equal(0.352, data["validation"].Count(row => row.Label.Index == 1) / 2000.0, 3);
        Assert.Equal(16_001, data["train"][^1].Source.Line);
        Assert.Equal([5362, 4666], new[] { "joy", "sadness" }.Select(name => data.Summary.Splits["train"].Labels![name]));
    }

    private static string Fault(Func<DatasetDict> load) => Assert.Throws<DataException>(load).Message;
}
