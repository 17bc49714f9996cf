using Matiz.Data;

namespace Matiz.Tests.Data.Labels;

/// <summary>Numbers among labels mean one thing in all files of a call.</summary>
public sealed class LabelDecisionTests : IDisposable
{
    private static readonly ProblemType Single = ProblemType.SingleLabelClassification, Multi = ProblemType.MultiLabelClassification;

    private static readonly ClassLabel OneTwo = new(["1", "2"]), Abc = new(["a", "b", "c"]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0 1", "0 1")]              // 0 is no name, so all are indices
    [InlineData("1 0", "1 0")]
    [InlineData("1 1 0", "1 1 0")]
    [InlineData("1 2", "0 1")]              // 2 is no index, so all are names
    [InlineData("2 1 2", "1 0 1")]
    public void ReadLabelled_NumbersOfAModelWithNumbersAsNames_AreReadOneWay(string labels, string indices)
    {
        string[] words = labels.Split(' ');
        string text = "text,label\n" + string.Concat(words.Select((label, i) => $"t{i},{label}\n"));
        var ofFile = RowReader.ReadLabelled([_folder.Write("f.csv", text)], OneTwo, Single).ToList();
        foreach (var rows in (List<Row>[])[Rows.ReadLabelled(text, RowFormats.Csv, OneTwo), ofFile])
        {
            Assert.Equal(indices, string.Join(' ', rows.Select(row => row.Label.Index)));
            Assert.Equal(words.Select((_, i) => $"{i + 2}:t{i}"), Rows.Places(rows));
        }
    }

    [Fact]
    public void ReadLabelled_AllFitBothReadings_IsAFault()
    {
        const string Text = "text,label\na,1\nb,1\n";
        const string Message =
            ":2: the label '1' may mean '1' or '2': all labels fit as names or indices. One reading was expected. "
            + "Say which with DataOptions.LabelReading = names|indices.";
        Assert.Equal("data" + Message, Rows.LabelFault(Text, RowFormats.Csv, OneTwo));
        string file = _folder.Write("f.csv", Text);
        Assert.Equal(file + Message, Assert.Throws<DataException>(() => RowReader.ReadLabelled([file], OneTwo, Single).First()).Message);
        foreach (var (reading, index) in (IEnumerable<(LabelReading, int)>)[(LabelReading.Names, 0), (LabelReading.Indices, 1)])
            Assert.Equal(
                index, Rows.ReadLabelled(Text, RowFormats.Csv, OneTwo, Single, new DataOptions { LabelReading = reading })[0].Label.Index);
    }

    [Fact]
    public void From_NumbersOfObjects_AreNamesWhereAllAre()
    {
        Assert.Equal([0, 0], Dataset.From([1, 1], _ => "t", label => label, labels: OneTwo).Select(row => row.Label.Index));
        Assert.Equal([0, 1], Dataset.From([1, 2], _ => "t", label => label, labels: OneTwo).Select(row => row.Label.Index));
        Assert.Equal([1, 0], Dataset.From([1, 0], _ => "t", label => label, labels: OneTwo).Select(row => row.Label.Index));
    }

    [Fact]
    public void ReadLabelled_TwoFiles_AreReadOneWay()
    {
        string one = _folder.Write("1.csv", "text,label\na,1\n"), other = _folder.Write("2.csv", "text,label\nb,0\n");
        Assert.Equal([1, 0], RowReader.ReadLabelled([one, other], OneTwo, Single).Select(row => row.Label.Index));
        Assert.Equal([0, 1], RowReader.ReadLabelled([other, one], OneTwo, Single).Select(row => row.Label.Index));
    }

    [Fact]
    public void ReadLabelled_NamesBesideIndices_NumbersDecide()
    {
        var names = new ClassLabel(["joy", "1", "0"]);
        Assert.Equal([0, 1, 2], Rows.ReadLabelled("text,label\na,joy\nb,1\nc,2\n", RowFormats.Csv, names).Select(row => row.Label.Index));
        Assert.Equal(
            "data:3: the label '3' fits as names only, but '2' at data:2 as indices only; the classes are 'joy', '1', '3'. "
            + "One reading for all rows was expected. Write all labels in one way.",
            Rows.LabelFault("text,label\na,2\nb,3\n", RowFormats.Csv, new ClassLabel(["joy", "1", "3"])));
    }

    [Fact]
    public void ReadLabelled_SameUnderBothReadings_NeedsNoDecision()
    {
        var read = new RowsRead();
        string file = _folder.Write("f.csv", "text,label\na,0\nb,1\n");
        var rows = RowReader.ReadLabelled(DataSource.Expand([file]), new ClassLabel(["0", "1"]), Single, null, read);
        Assert.Equal([0, 1], rows.Select(row => row.Label.Index));
        Assert.Null(read.LabelNote);
        Assert.Equal(file, Assert.Single(read.Files).Path);
    }

    [Fact]
    public void RowsRead_SaysHowNumbersWereRead()
    {
        var read = new RowsRead();
        string file = _folder.Write("f.csv", "text,label\na,0\nb,1\n");
        _ = RowReader.ReadLabelled(DataSource.Expand([file]), Abc, Single, null, read).Count();
        Assert.Equal("labels are read as indices: 0 is 'a', 2 is 'c'.", read.LabelNote);
    }

    [Theory]
    [InlineData("jsonl", "{\"text\":\"t\",\"label\":[1,0,1]}")]
    [InlineData("jsonl", "{\"text\":\"t\",\"label\":[true,false,true]}")]
    [InlineData("jsonl", "{\"text\":\"t\",\"label\":[1.0,0.0,1.0]}")]
    [InlineData("jsonl", "{\"text\":\"t\",\"label\":[\"1\",\"0\",\"1\"]}")]
    [InlineData("jsonl", "{\"text\":\"t\",\"label\":\"1,0,1\"}")]
    [InlineData("csv", "text,label\nt,\"[1, 0, 1]\"")]
    [InlineData("csv", "text,label\nt,\"[True, False, True]\"")]
    [InlineData("csv", "text,label\nt,[1 0 1]")]
    [InlineData("csv", "text,label\nt,[1. 0. 1.]")]
    [InlineData("csv", "text,label\nt,\"1,0,1\"")]
    [InlineData("csv", "text,label\nt,1;0;1")]
    [InlineData("csv", "text,label\nt,1 0 1")]
    [InlineData("csv", "text,label\nt,\"true, false, true\"")]
    public void ReadLabelled_FlagsOfKnownClasses_AreOneForEach(string format, string text) =>
        Assert.Equal([0, 2], Rows.ReadLabelled(text + "\n", RowFormats.Parse(format), Abc, Multi)[0].Label.Indices.ToArray());

    [Theory]
    [InlineData("[1, 0]", "are 2 flags")]
    [InlineData("[0, 0, 0, 0]", "are 4 flags")]
    [InlineData("[true]", "is 1 flag")]
    public void ReadLabelled_FlagsOfAnotherNumber_SayHowMany(string row, string part)
    {
        string rows = "{\"text\":\"t\",\"label\":[0,0,0]}\n{\"text\":\"u\",\"label\":" + row + "}\n";
        string message = Rows.LabelFault(rows, RowFormats.JsonLines, Abc, Multi);
        Assert.StartsWith(
            $"data:2: the labels '{row}' {part}. 3 were expected, one for each of 'a', 'b', 'c'.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLabelled_FlagsThatMayBeIndices_IsAFault() =>
        Assert.Equal(
            "data:1: the label '[1, 0]' may mean 'a' and 'b' or 'a': all labels fit as indices or flags. One reading was expected. "
            + "Say which with DataOptions.LabelReading = indices|flags.",
            Rows.LabelFault(
                "{\"text\":\"t\",\"label\":[1,0]}\n{\"text\":\"t\",\"label\":[0,1]}\n", RowFormats.JsonLines, new ClassLabel(["a", "b"]),
                Multi));

    [Theory]
    [InlineData(
        "[\"a\",\"b\",\"a\"]", "data:1: the label 'a' stands twice in '[a, b, a]'. Each label at most once was expected. Remove one.")]
    [InlineData("\"c, c\"", "data:1: the label 'c' stands twice in 'c, c'. Each label at most once was expected. Remove one.")]
    public void ReadLabelled_ALabelTwice_IsAFault(string label, string message) =>
        Assert.Equal(message, Rows.LabelFault($"{{\"text\":\"t\",\"label\":{label}}}\n", RowFormats.JsonLines, Abc, Multi));

    [Theory]
    [InlineData("{\"text\":\"t\",\"labels\":[1,0,1]}\n{\"text\":\"u\",\"labels\":[0,0,0]}\n", "jsonl", "[1, 0, 1]")]
    [InlineData("{\"text\":\"t\",\"labels\":[true,false]}\n{\"text\":\"u\",\"labels\":[false,true]}\n", "jsonl", "[true, false]")]
    [InlineData("text,labels\nt,\"[0, 1]\"\nu,\"[1, 0]\"\n", "csv", "[0, 1]")]
    [InlineData("text,labels\nt,\"0,1,1\"\nu,\"1,0,0\"\n", "csv", "0,1,1")]
    [InlineData("text,labels\nt,0 1\nu,1 0\n", "csv", "0 1")]
    public void Load_FlagsWithoutNames_IsAFault(string rows, string extension, string shown)
    {
        string file = _folder.Write($"t.{extension}", rows);
        string message =
            $": the labels '{shown}' look like flags, one for each class. Their names are not known. "
            + "Give DataOptions.ProblemType = multi_label_classification and DataOptions.LabelNames = NAME,NAME,… "
            + "in the order of the flags.";
        string multi = Assert.Throws<DataException>(() => Dataset.Load(file, options: new DataOptions { ProblemType = Multi })).Message;
        Assert.EndsWith(message, multi, StringComparison.Ordinal);
        if (extension is "csv")
            Assert.EndsWith(message, Assert.Throws<DataException>(() => Dataset.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FlagsWithNames_AreReadAndSaid()
    {
        string train = _folder.Write("t.jsonl", "{\"text\":\"t\",\"labels\":[1,0,1]}\n{\"text\":\"u\",\"labels\":[0,0,0]}\n");
        string test = _folder.Write("u.csv", "text,labels\nv,\"[0, 1, 0]\"\n");
        var data = Dataset.Load(train, test: test, options: new DataOptions { ProblemType = Multi, LabelNames = ["anger", "joy", "fear"] });
        Assert.Equal([0, 2], data["train"][0].Label.Indices.ToArray());
        Assert.Empty(data["train"][1].Label.Indices.ToArray());
        Assert.Equal([1], data["test"][0].Label.Indices.ToArray());
        Assert.Equal(["labels are read as flags, one for each of 'anger', 'joy', 'fear'."], data.Notes);
        Assert.Equal(LabelReading.Flags, data.LabelReading);
    }

    [Fact]
    public void Load_NumbersOfAllSplits_AreReadOneWay()
    {
        string train = _folder.Write("t.csv", "text,label\na,1\nb,2\n"), test = _folder.Write("u.csv", "text,label\nc,0\n");
        var options = new DataOptions { LabelNames = ["2", "1", "x"] };
        Assert.Equal([1, 2], Dataset.Load(train, test: test, options: options)["train"].Select(row => row.Label.Index));
        Assert.Throws<DataException>(() => Dataset.Load(train, options: options));
    }

    [Theory]
    [InlineData("joy; anger", "joy", "anger", ";")]
    [InlineData("joy|anger", "joy", "anger", "|")]
    [InlineData("joy/anger", "joy", "anger", "/")]
    [InlineData("joy anger", "joy", "anger", " ")]
    public void Load_SeparatorThatNeverOccurs_IsWarnedOf(string both, string one, string other, string separator)
    {
        string train = _folder.Write("t.csv", $"text,labels\na,{both}\nb,{one}\nc,{other}\n");
        var data = Dataset.Load(train, options: new DataOptions { ProblemType = Multi });
        Assert.Contains(
            $"train: no label holds the separator ',', so every row has one label at most; but 1 row has '{separator}', as '{both}'. "
            + $"Kept as one class; if several are meant, give DataOptions.LabelSeparator = '{separator}'.",
            data.Warnings);
        Assert.DoesNotContain(
            Dataset.Load(train, options: new DataOptions { ProblemType = Multi, LabelSeparator = separator }).Warnings,
            warning => warning.Contains("separator", StringComparison.Ordinal));
        Assert.EndsWith(
            $"is DataOptions.LabelSeparator = '{separator}' meant?",
            Rows.LabelFault($"text,label\na,{both}\n", RowFormats.Csv, new ClassLabel([one, other]), Multi),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesOfTwoWords_AreNoSeveralLabels()
    {
        string train = _folder.Write("t.csv", "text,labels\na,very good\nb,quite bad\nc,n/a\n");
        Assert.Empty(Dataset.Load(train, options: new DataOptions { ProblemType = Multi }).Warnings);
    }

    [Fact]
    public void Load_WholeNumbersAsDecimals_NamePandas()
    {
        string train = _folder.Write("t.csv", "text,label\na,0.0\nb,1.0\n");
        Assert.StartsWith(
            $"{train}:2: the label '0.0' is a whole number written as a decimal, as pandas writes a column that had gaps.",
            Assert.Throws<DataException>(() => Dataset.Load(train)).Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "write whole numbers (df['label'].astype(int)).", Rows.LabelFault("text,label\na,1.0\n", RowFormats.Csv, Abc),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label", " It may be a header inside the data, of files that were pasted together.")]
    [InlineData("Intent", " It may be a header inside the data, of files that were pasted together.")]
    public void ReadLabelled_NameOfAColumnAsLabel_IsExplained(string label, string hint) =>
        Assert.EndsWith(
            hint, Rows.LabelFault($"text,label\na,joy\nb,{label}\n", RowFormats.Csv, new ClassLabel(["joy", "sad"])),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("3e19")]
    [InlineData("-1.9e19")]
    [InlineData("1e19")]
    public void Load_NumberWhoseSquareIsNone_NamesTheLine(string label)
    {
        string train = _folder.Write("t.csv", $"text,label\na,1e18\nb,{label}\n");
        Assert.StartsWith(
            $"{train}:3: the label '{label}' is too large: the loss squares it, and 32-bit numbers end at 3.4e38. "
            + "A number from -1e18 to 1e18 was expected.",
            Assert.Throws<DataException>(() => Dataset.Load(train, options: new DataOptions { ProblemType = ProblemType.Regression }))
                .Message,
            StringComparison.Ordinal);
    }
}
