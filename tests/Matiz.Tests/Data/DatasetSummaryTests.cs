using Matiz.Data;

namespace Matiz.Tests.Data;

public sealed class DatasetSummaryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_OddRows_CountsAndWarns()
    {
        string train = _folder.Write(
            "t.csv", "text,label\na,x\n \nb\0,y\na,y\na,x\nc,x\n".Replace(" \n", " ,x\n", StringComparison.Ordinal));
        string test = _folder.Write("v.csv", "text,label\nc,x\na,x\na,y\n");
        var data = Dataset.Load(train, test: test);
        var summary = data.Summary;

        var counted = summary.Splits["train"];
        Assert.Equal((6, 2, 1, 1), (counted.Rows, counted.Duplicates, counted.EmptyTexts, counted.ControlCharacterTexts));
        Assert.Equal([KeyValuePair.Create("x", 4), KeyValuePair.Create("y", 2)], counted.Labels!);
        Assert.Equal(1, counted.Contradictions);
        Assert.Equal([new SplitOverlap("train", "test", 3) { Contradictions = 1 }], summary.Overlaps);
        Assert.Equal(
            [
                $"train: 1 row has an empty text, the first at {train}:3. Kept; fill in or remove what is not meant.",
                $"train: 1 row has a control character in the text, the first at {train}:4. Kept; clean the text where it is not meant.",
                $"train: 2 rows repeat an earlier text, the first at {train}:5 (before at {train}:2). Kept; remove what is not meant.",
                $"train: 1 row has another label than the same text before, the first at {train}:5 ('y', before 'x' at {train}:2). "
                + "Kept; only one label can be right.",
                $"test: 1 row repeats an earlier text, the first at {test}:4 (before at {test}:3). Kept; remove what is not meant.",
                $"test: 1 row has another label than the same text before, the first at {test}:4 ('y', before 'x' at {test}:3). "
                + "Kept; only one label can be right.",
                $"test: 3 rows stand in train as well, the first at {test}:2 (there {train}:7). Kept, but metrics may be too good.",
                $"test: 1 row has another label than the same text in train, the first at {test}:4 ('y', there 'x' at {train}:2). "
                + "Kept; only one label can be right.",
            ],
            data.Warnings);
    }

    [Fact]
    public void Of_ClassNamedLikeTheColumn_CountsHeadersInsideTheData()
    {
        string train = _folder.Write("t.csv", "text,intent\na,x\nb,y\ntext,intent\nc,x\ntext,intent\n");
        var summary = Dataset.Load(train).Summary;
        Assert.Equal(2, summary.Splits["train"].HeaderRows);
        Assert.Contains(
            $"train: 2 rows have the name of the label's column as label, the first at {train}:4. "
            + "Kept as a class; remove it where it is the header of files that were pasted together.",
            summary.Warnings);
    }

    [Theory]
    [InlineData("joy", "Joy", "case", "the labels 'joy' and 'Joy' differ only in capitals")]
    [InlineData("very good", "very  good", "blanks", "the labels 'very good' and 'very  good' differ only in blanks")]
    [InlineData("very good", "Verygood", "blanks", "differ only in blanks")]
    [InlineData(
        "caf\u00e9", "cafe\u0301", "unicode",
        "the labels 'caf\u00e9' (U+00E9) and 'cafe\u0301' (U+0301) differ only in their Unicode form")]
    [InlineData("\uff21", "a", "unicode", "(ASCII) differ only in their Unicode form")]
    public void Of_LabelsThatLookAlike_AreTold(string one, string other, string difference, string part)
    {
        var classes = new ClassLabel([one, other, "sad"]);
        var rows = Dataset.From([one, other, "sad"], label => "text of " + label, label => label, labels: classes);
        var summary = new DatasetDict(rows).Summary;
        var similar = Assert.Single(summary.SimilarLabels);
        Assert.Equal((difference, 2), (similar.Difference, similar.Names.Count));
        Assert.Contains(summary.Warnings, warning => warning.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_OneFileTwice_IsToldByName()
    {
        string train = _folder.Write("t.csv", "text,label\na,x\nb,y\n");
        string other = Path.Combine(_folder.Path, ".", "t.csv"), copy = _folder.Write("copy.csv", File.ReadAllText(train));
        var data = Dataset.Load(new DatasetFiles { Train = [train, other, copy], Test = [train], ValidationFraction = 0 });
        Assert.Equal(
            [
                $"train: {other} is the same file as {train}, so its rows count twice. Kept; name it once.",
                $"train: {copy} holds the same bytes as {train}, so its rows count twice. Kept; name it once.",
                $"test: {train} is named for train as well. Kept, but metrics are too good where rows were trained on; name another file.",
            ],
            data.Warnings.Take(3));
        Assert.Equal([true, false, true], data.Summary.RepeatedFiles.Select(file => file.IsSame));
    }

    [Fact]
    public void Of_AHardOrSymbolicLink_IsTheSameFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there.");
        string train = _folder.Write("t.csv", "text,label\na,x\nb,y\n"), link = Path.Combine(_folder.Path, "link.csv");
        File.CreateSymbolicLink(link, train);
        var data = Dataset.Load(new DatasetFiles { Train = [train, link], ValidationFraction = 0 });
        Assert.Contains($"train: {link} is the same file as {train}, so its rows count twice. Kept; name it once.", data.Warnings);
    }

    [Fact]
    public void Of_LabelsWithoutValidationRows_AreNamed()
    {
        string train = _folder.Write("t.csv", "text,label\na,x\nb,y\nc,z\n"), validation = _folder.Write("v.csv", "text,label\nd,y\n");
        var given = Dataset.Load(train, validation).Summary;
        Assert.Equal(["x", "z"], given.UnvalidatedLabels);
        Assert.Empty(given.Warnings);

        var rows = string.Concat(Enumerable.Range(0, 20).Select(i => $"t{i},{(i == 0 ? "rare" : i % 2 == 0 ? "x" : "y")}\n"));
        var split = Dataset.Load(new DatasetFiles { Train = [_folder.Write("s.csv", "text,label\n" + rows)] }).Summary;
        Assert.Equal(["rare"], split.UnvalidatedLabels);
        Assert.Equal(
            ["validation: of the rows that were split off none has the label 'rare', so its metrics say nothing of it. "
            + "Give DatasetFiles.Validation, more rows, or a larger DatasetFiles.ValidationFraction."],
            split.Warnings);
    }

    [Fact]
    public void Parse_OfAnEarlierVersion_LacksWhatWasNotCounted()
    {
        const string Earlier = """{"problem_type": "regression", "label_names": null, "splits": {"train": {"rows": 2, "duplicates": 1}}, """
            + """ "files": [], "overlaps": [{"first": "a", "second": "b", "rows": 1}]}""";
        var summary = DatasetSummary.Parse(Earlier);
        Assert.Empty(summary.SimilarLabels);
        Assert.Empty(summary.UnvalidatedLabels);
        Assert.Empty(summary.RepeatedFiles);
        Assert.Equal(0, summary.Splits["train"].Contradictions);
        Assert.Equal(new SplitOverlap("a", "b", 1), Assert.Single(summary.Overlaps));
    }

    [Fact]
    public void Of_Pairs_ComparesBothTexts()
    {
        var data = Dataset.From(
            [("ab", "c"), ("a", "bc"), ("ab", "c"), ("ab", null)], row => row.Item1, _ => "x", pair: row => row.Item2);
        Assert.Equal(1, new DatasetDict(data).Summary.Splits["train"].Duplicates);
    }

    [Theory]
    [InlineData("tab\tand\r\nlines", false)]
    [InlineData("nul\0", true)]
    [InlineData("escape \u001b[0m", true)]
    [InlineData("delete \u007f", true)]
    [InlineData("next line \u0085", true)]
    [InlineData("é 😀 \u200d", false)]
    public void HasControlCharacters_EveryKind_IsTold(string text, bool expected)
    {
        Assert.Equal(expected, TextChecks.HasControlCharacters(text));
        Assert.Equal(expected, TextChecks.HasControlCharacters(new Row("a") { TextPair = text }));
    }

    [Fact]
    public void WithTokenLengths_FillsFiguresAndWarnsOfCuts()
    {
        var summary = new DatasetDict(Dataset.From(["a", "b", "c", "d"], t => t, t => t))
            .Summary.WithTokenLengths("train", [3, 9, 4, 5], maxLength: 8);
        var split = summary.Splits["train"];
        Assert.Equal(
            new TokenLengths(3, 5.25, 4.5, 8.4, 9) { Histogram = new(3, 1, [1, 1, 1, 0, 0, 0, 1]) },
            split.TokenLengths! with { P95 = Math.Round(split.TokenLengths.P95, 9) });
        Assert.Equal((1, 0.25), (split.CutTexts, split.ShareCut));
        Assert.Equal(
            ["train: 1 of 4 texts (25.0 %) are cut at 8 tokens. Kept; a larger TextLimit.MaxLength keeps their ends."], summary.Warnings);
    }

    [Fact]
    public void TokenLengths_One_IsAllFigures()
    {
        Assert.Equal(new TokenLengths(7, 7, 7, 7, 7) { Histogram = new(7, 1, [1]) }, TokenLengths.FromLengths([7]));
        Assert.Throws<ArgumentException>(() => TokenLengths.FromLengths([]));
    }

    [Fact]
    public void ToJson_ReadBack_IsTheSameText()
    {
        string train = _folder.Write(
            "t.csv", "text,label,id\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"t{i},{i % 2},{i}\n")));
        string json = Dataset.Load(new DatasetFiles { Train = [train] }).Summary.WithTokenLengths("train", [4, 5, 6], 5).ToJson();
        Assert.Equal(json, DatasetSummary.Parse(json).ToJson());
        string[] parts =
        [
            "\"problem_type\": \"single_label_classification\"", "\"sha256\": \"", "\"rows\": 18", "\"format\": \"csv\"",
            "\"share_cut\": ", "\"p95\": ", "\"label_names\": [", "\"overlaps\": []", "\"validation_split\": {", "\"column_names\": [",
        ];
        foreach (string part in parts)
        {
            Assert.Contains(part, json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parse_AnotherFile_IsAFault() =>
        Assert.Equal(
            "run/dataset_info.json:1: this is no summary of a dataset. The dataset_info.json of a run was expected. "
            + "Restore the file, or start the run again.",
            Assert.Throws<DataException>(() => DatasetSummary.Parse("[]", "run/dataset_info.json")).Message);
}
