using System.IO.Compression;
using System.Text;
using Matiz.Data;
using Matiz.Data.Corrections;

namespace Matiz.Tests.Data.Corrections;

public sealed class DataCorrectionTests
{
    private static readonly ClassLabel Classes = new(["anger", "joy", "love, deep"]);

    // Each case: the file, what is done by line, what it becomes. → relabels, - removes.
    public static TheoryData<string, string, string, string, string> Files => new()
    {
        { "plain", "a.csv", "id,label,text\n1,joy,one\n2,joy,two\n", "2→anger", "id,label,text\n1,anger,one\n2,joy,two\n" },
        { "removal", "a.csv", "text,label\none,joy\ntwo,joy\n", "2-", "text,label\ntwo,joy\n" },
        { "last row without a line end", "a.csv", "text,label\none,joy\ntwo,joy", "3-", "text,label\none,joy\n" },
        { "last label without a line end", "a.csv", "text,label\none,joy\ntwo,joy", "3→anger", "text,label\none,joy\ntwo,anger" },
        { "every row", "a.csv", "text,label\none,joy\n", "2-", "text,label\n" },
        {
            "quotes, other columns and blank lines stay", "a.csv",
            "\uFEFF\"x\",\"text\",label\r\n\"a,b\",\"one \"\"q\"\"\",\"joy\"\r\n\r\n,\"two\nlines\", joy \r\n", "2→anger 4→anger",
            "\uFEFF\"x\",\"text\",label\r\n\"a,b\",\"one \"\"q\"\"\",\"anger\"\r\n\r\n,\"two\nlines\",anger\r\n"
        },
        { "lone carriage returns", "a.csv", "text,label\rone,joy\rtwo,joy\r", "3→anger", "text,label\rone,joy\rtwo,anger\r" },
        { "a name that needs quotes", "a.csv", "text,label\none,joy\n", "2→love, deep", "text,label\none,\"love, deep\"\n" },
        {
            "quotes inside an unquoted text", "a.csv", "text,label\none \"two\" three,joy\nfour,joy\n", "2→anger",
            "text,label\none \"two\" three,anger\nfour,joy\n"
        },
        { "indices", "a.csv", "text,label\none,1\ntwo,0\n", "2→anger", "text,label\none,0\ntwo,0\n" },
        { "names and indices by row", "a.csv", "text,label\none,1\ntwo,joy\n", "2→anger 3→anger", "text,label\none,0\ntwo,anger\n" },
        { "tabs", "a.tsv", "text\tlabel\tn\none, two\tjoy\t1\n", "2→love, deep", "text\tlabel\tn\none, two\tlove, deep\t1\n" },
        {
            "a row over several lines", "a.csv", "text,label\n\"one\r\n\r\ntwo\",joy\nthree,joy\n", "5→anger",
            "text,label\n\"one\r\n\r\ntwo\",joy\nthree,anger\n"
        },
        {
            "objects", "a.jsonl",
            "{\"text\": \"one\",\t\"label\" : \"joy\", \"n\": [1.0]}\r\n\r\n{\"n\": {\"label\": 5}, \"label\": \"joy\", \"text\": "
            + "\"two\"}",
            "1→anger 3→love, deep",
            "{\"text\": \"one\",\t\"label\" : \"anger\", \"n\": [1.0]}\r\n\r\n{\"n\": {\"label\": 5}, \"label\": "
            + "\"love, deep\", \"text\": \"two\"}"
        },
        {
            "an object is taken out", "a.jsonl", "{\"text\":\"one\",\"label\":\"joy\"}\n{\"text\":\"two\",\"label\":\"joy\"}\n", "1-",
            "{\"text\":\"two\",\"label\":\"joy\"}\n"
        },
        {
            "numbers stay numbers", "a.jsonl", "{\"text\":\"one\",\"label\":1}\n{\"text\":\"two\",\"label\":\"1\"}\n", "1→anger 2→anger",
            "{\"text\":\"one\",\"label\":0}\n{\"text\":\"two\",\"label\":\"0\"}\n"
        },
        {
            "an array", "a.json",
            "[\n  {\"text\": \"one\", \"label\": \"joy\"},\n  {\"text\": \"two\", \"label\": \"joy\"},\n  {\"text\": "
            + "\"three\", \"label\": \"joy\"}\n]\n",
            "2-", "[\n  {\"text\": \"two\", \"label\": \"joy\"},\n  {\"text\": \"three\", \"label\": \"joy\"}\n]\n"
        },
        {
            "the last of an array", "a.json",
            "[{\"text\": \"one\", \"label\": \"joy\"},\n {\"text\": \"two\", \"label\": \"joy\"},\n {\"text\": \"three\", \"label\": "
            + "\"joy\"} ]",
            "1→anger 2- 3-", "[{\"text\": \"one\", \"label\": \"anger\"} ]"
        },
        {
            "the first of an array", "a.json", "[{\"text\": \"one\", \"label\": \"joy\"},\n\n{\"text\": \"two\", \"label\": \"joy\"}]",
            "1- 3→anger", "[{\"text\": \"two\", \"label\": \"anger\"}]"
        },
        {
            "words of Python stay", "a.jsonl", "{\"n\":NaN,\"text\":\"one\",\"label\":\"joy\",\"m\":[-Infinity]}\n", "1→anger",
            "{\"n\":NaN,\"text\":\"one\",\"label\":\"anger\",\"m\":[-Infinity]}\n"
        },
        {
            "all of an array", "a.json", "[ {\"text\": \"one\", \"label\": \"joy\"},\n {\"text\": \"two\", \"label\": \"joy\"} ]", "1- 2-",
            "[  ]"
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Apply_ChangesWhatIsAsked_AllElseByteForByte(string name, string path, string before, string actions, string after)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(before);
        var correction = Plan(path, bytes, Classes, ProblemType.SingleLabelClassification, actions);

        Assert.Empty(correction.Problems);
        string corrected = Encoding.UTF8.GetString(correction.Apply(compress: false, out var applied));
        Assert.True(string.Equals(after, corrected, StringComparison.Ordinal), $"{name}: {corrected}");
        Assert.Equal(actions.Split('→').Length - 1, correction.Relabelled);
        Assert.Equal(actions.Split('-').Length - 1, correction.Removed);
        Assert.Equal(correction.Relabelled + correction.Removed, applied.Count);
    }

    public static TheoryData<string, string, string, string> SeveralLabels => new()
    {
        {
            "a.csv", "text,labels\none,\"joy,anger\"\ntwo,joy\nthree,\n", "2→[\"joy\"] 3→anger,joy 4→joy",
            "text,labels\none,\"joy\"\ntwo,\"anger,joy\"\nthree,joy\n"
        },
        { "a.csv", "text,labels\none,joy\n", "2→[]", "text,labels\none,\n" },
        {
            "a.csv", "text,labels\none,\"[\"\"joy\"\"]\"\n", "2→[\"joy\",\"love, deep\"]",
            "text,labels\none,\"[\"\"joy\"\", \"\"love, deep\"\"]\"\n"
        },
        { "a.csv", "text,labels\none,1\ntwo,\n", "2→anger 3→joy", "text,labels\none,0\ntwo,1\n" },
        {
            "a.jsonl", "{\"text\":\"one\",\"labels\":[\"joy\"]}\n{\"text\":\"two\",\"labels\":[]}\n", "1→[\"anger\",\"joy\"] 2→anger",
            "{\"text\":\"one\",\"labels\":[\"anger\", \"joy\"]}\n{\"text\":\"two\",\"labels\":[\"anger\"]}\n"
        },
        {
            "a.jsonl", "{\"text\":\"one\",\"labels\":[1, 2]}\n{\"text\":\"two\",\"labels\":[]}\n", "1→anger 2→joy",
            "{\"text\":\"one\",\"labels\":[0]}\n{\"text\":\"two\",\"labels\":[1]}\n"
        },
        { "a.jsonl", "{\"text\":\"one\",\"labels\":\"joy,anger\"}\n", "1→anger", "{\"text\":\"one\",\"labels\":\"anger\"}\n" },
    };

    [Theory]
    [MemberData(nameof(SeveralLabels))]
    public void Apply_SeveralLabels_AreSpelledAsTheFileDoes(string path, string before, string actions, string after)
    {
        var correction = Plan(path, Encoding.UTF8.GetBytes(before), Classes, ProblemType.MultiLabelClassification, actions);

        Assert.Empty(correction.Problems);
        Assert.Equal(after, Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    [Theory]
    [InlineData("a.csv", "text,label\none,0.5\n", "2→-1.25", "text,label\none,-1.25\n")]
    [InlineData("a.jsonl", "{\"text\":\"one\",\"label\":0.5}\n", "1→2", "{\"text\":\"one\",\"label\":2}\n")]
    public void Apply_Numbers_AreReplaced(string path, string before, string actions, string after)
    {
        var correction = Plan(path, Encoding.UTF8.GetBytes(before), labels: null, ProblemType.Regression, actions);

        Assert.Equal(after, Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    [Fact]
    public void Apply_DigitsAsNames_KeepTheirKind()
    {
        var digits = new ClassLabel(["1", "2", "3"]);
        var correction = Plan(
            "a.jsonl", "{\"text\":\"one\",\"label\":1}\n"u8.ToArray(), digits, ProblemType.SingleLabelClassification, "1→3",
            LabelReading.Names);

        Assert.Equal("{\"text\":\"one\",\"label\":3}\n", Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    [Fact]
    public void Apply_PackedFile_IsUnpackedAndPackedAsAsked()
    {
        byte[] packed = TempFolder.GZip("text,label\none,joy\ntwo,joy\n");
        var correction = Plan("a.csv.gz", packed, Classes, ProblemType.SingleLabelClassification, "2-");

        Assert.Equal("text,label\ntwo,joy\n", Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
        byte[] again = correction.Apply(compress: true, out _);
        Assert.Equal("text,label\ntwo,joy\n", Encoding.UTF8.GetString(Unpacked(again)));
    }

    [Fact]
    public void Apply_RandomTables_OnlyTheAskedRowsChange()
    {
        var random = new Random(11);
        string[] pieces = ["a", "\"", ",", "\n", "\r\n", "é", "😀", " ", "\"\"", "\t"];
        for (int trial = 0; trial < 100; trial++)
        {
            string made() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)]));
            string[] texts = [.. Enumerable.Range(0, 6).Select(_ => made())];
            string[] rows = [.. texts.Select(text => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\",joy\n")];
            byte[] bytes = Encoding.UTF8.GetBytes("text,label\n" + string.Concat(rows));
            var source = DataSource.FromStream(new MemoryStream(bytes), "a.csv", RowFormats.Csv);
            var read = RowReader.ReadLabelled([source], Classes, ProblemType.SingleLabelClassification).ToList();
            int one = random.Next(6), other = (one + 1 + random.Next(5)) % 6;

            var correction = Plan(
                "a.csv", bytes, Classes, ProblemType.SingleLabelClassification,
                $"{read[one].Source.Line}→anger {read[other].Source.Line}-");

            Assert.Empty(correction.Problems);
            rows[one] = rows[one][..^4] + "anger\n";
            rows[other] = "";
            Assert.Equal("text,label\n" + string.Concat(rows), Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
        }
    }

    [Fact]
    public void Plan_RowsThatDoNotFit_AreAllListed()
    {
        var file = FileOf("a.csv");
        byte[] bytes = "text,label\none,joy\ntwo,anger\n"u8.ToArray();
        var good = new ReviewRow { Source = new RowSource("train", "a.csv", 2), Text = "one", Label = "joy", ReviewLine = 2 };
        ReviewRow[] review =
        [
            good with { Action = "relabel", NewLabel = "anger" },
            good with { ReviewLine = 3, Action = "remove" },
            good with { ReviewLine = 4, Source = new RowSource("train", "a.csv", 9) },
            good with { ReviewLine = 5, Source = new RowSource("train", "a.csv", 3) },
            good with { ReviewLine = 6, Source = new RowSource("train", "a.csv", 3), Text = "two", Label = "anger", Action = "relabel" },
            good with
            {
                ReviewLine = 7, Source = new RowSource("train", "a.csv", 3), Text = "two", Label = "anger", Action = "relabel",
                NewLabel = "boredom",
            },
            good with { ReviewLine = 8, Source = new RowSource("train", "a.csv", 3), Text = "two", Label = "anger", Action = "delete" },
        ];

        var correction = DataCorrection.Plan("review.csv", review, file, bytes, Classes, LabelReaders.Index);

        Assert.Equal(
            [
                "review.csv:3: the row a.csv:2 stands in line 2 of the review as well.",
                "review.csv:4: no row begins at a.csv:9.",
                "review.csv:5: the text at a.csv:3 is 'two', the review has 'one'.",
                "review.csv:5: the label at a.csv:3 is 'anger', the review has 'joy'.",
                "review.csv:6: the row a.csv:3 stands in line 5 of the review as well.",
                "review.csv:6: the action is relabel, but 'new_label' is empty.",
                "review.csv:7: the row a.csv:3 stands in line 5 of the review as well.",
                "review.csv:7: the new label 'boredom' is unknown; expected 'anger', 'joy', 'love, deep'.",
                "review.csv:8: the row a.csv:3 stands in line 5 of the review as well.",
                "review.csv:8: the action is 'delete'; expected nothing, relabel or remove.",
            ],
            correction.Problems);
        Assert.Throws<InvalidOperationException>(() => correction.Apply(compress: false, out _));
    }

    [Fact]
    public void Plan_NoNewLabelForSeveral_IsAsked_NotTakenForNone()
    {
        byte[] bytes = "text,labels\none,joy\n"u8.ToArray();

        var correction = Plan("a.csv", bytes, Classes, ProblemType.MultiLabelClassification, "2→ ");

        Assert.Equal(["review.csv:0: the action is relabel, but 'new_label' is empty. Write [] for no label at all."], correction.Problems);
    }

    [Fact]
    public void Plan_LongTextsThatPartLate_AreShownWhereTheyPart()
    {
        string same = string.Concat(Enumerable.Repeat("😀", 30));
        byte[] bytes = Encoding.UTF8.GetBytes($"text,label\n{same}😁 end,joy\n");
        var row = new ReviewRow { Source = new RowSource("train", "a.csv", 2), Text = same + "😂 end", Label = "joy", ReviewLine = 2 };

        string problem = Assert.Single(
            DataCorrection.Plan("review.csv", [row], FileOf("a.csv"), bytes, Classes, LabelReaders.Index).Problems);

        Assert.Contains("😁 end'", problem, StringComparison.Ordinal);
        Assert.Contains("😂 end'", problem, StringComparison.Ordinal);
        Assert.Contains("is '…😀", problem, StringComparison.Ordinal);
        Assert.Equal(problem, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(problem)));            // no half of a character
    }

    [Theory]
    [InlineData("text, label \none,joy\n", "text, label \none,anger\n")]
    [InlineData("\"Text\",LABEL\none,joy\n", "\"Text\",LABEL\none,anger\n")]
    public void Apply_HeaderSpelledInAnotherWay_IsFoundAsTheReaderFindsIt(string before, string after)
    {
        var row = new ReviewRow
        {
            Source = new RowSource("train", "a.csv", 2),
            Text = "one",
            Label = "joy",
            ReviewLine = 2,
            Action = "relabel",
            NewLabel = "anger",
        };

        var correction = DataCorrection.Plan(
            "review.csv", [row], FileOf("a.csv"), Encoding.UTF8.GetBytes(before), Classes, LabelReaders.Index);

        Assert.Equal(after, Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    // A name in brackets, one label a row: never a list.
    [Theory]
    [InlineData("a.csv", "text,label\nt,[bug]\nu,[idea]\n", "2→[idea]", "text,label\nt,[idea]\nu,[idea]\n")]
    [InlineData("a.tsv", "text\tlabel\nt\t[bug]\nu\t[idea]\n", "2→[idea]", "text\tlabel\nt\t[idea]\nu\t[idea]\n")]
    [InlineData("a.jsonl", "{\"text\":\"t\",\"label\":\"[bug]\"}\n", "1→[\"x\"]", "{\"text\":\"t\",\"label\":\"[\\\"x\\\"]\"}\n")]
    [InlineData("a.csv", "text,label\nt,[1]\nu,[bug]\n", "2→[bug]", "text,label\nt,[bug]\nu,[bug]\n")]
    public void Apply_NamesInBrackets_AreNames(string path, string before, string actions, string after)
    {
        var names = new ClassLabel(["[bug]", "[idea]", "[1]", "[\"x\"]"]);
        var correction = Plan(path, Encoding.UTF8.GetBytes(before), names, ProblemType.SingleLabelClassification, actions);
        Assert.Empty(correction.Problems);
        Assert.Equal(after, Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    [Theory]
    [InlineData(
        "a.jsonl", "{\"text\":\"t\",\"labels\":[1, 0, 0]}\n{\"text\":\"u\",\"labels\":[0,0,0]}\n", "1→[\"joy\",\"fear\"]",
        "{\"text\":\"t\",\"labels\":[0, 1, 1]}\n{\"text\":\"u\",\"labels\":[0,0,0]}\n")]
    [InlineData("a.jsonl", "{\"text\":\"t\",\"labels\":[true,false,false]}\n", "1→[]", "{\"text\":\"t\",\"labels\":[false,false,false]}\n")]
    [InlineData("a.csv", "text,labels\nt,\"[1, 0, 0]\"\nu,\"[0, 0, 0]\"\n", "2→joy", "text,labels\nt,\"[0, 1, 0]\"\nu,\"[0, 0, 0]\"\n")]
    [InlineData("a.csv", "text,labels\nt,\"1,0,0\"\nu,\"0,0,0\"\n", "2→fear", "text,labels\nt,\"0,0,1\"\nu,\"0,0,0\"\n")]
    [InlineData("a.csv", "text,labels\nt,\"[True, False, False]\"\n", "2→fear", "text,labels\nt,\"[False, False, True]\"\n")]
    [InlineData("a.jsonl", "{\"text\":\"t\",\"labels\":\"1\\t0\\t0\"}\n", "1→fear", "{\"text\":\"t\",\"labels\":\"0\\t0\\t1\"}\n")]
    [InlineData("a.json", "[{\"text\":\"t\",\"labels\":\"1\\u00090\\u00090\"}]", "1→fear", "[{\"text\":\"t\",\"labels\":\"0\\t0\\t1\"}]")]
    [InlineData(
        "a.jsonl", "{\"text\":\"t\",\"labels\":[\"1\\t\",\"0\",\"0\"]}\n", "1→fear", "{\"text\":\"t\",\"labels\":[\"0\", \"0\", \"1\"]}\n")]
    [InlineData("a.csv", "text,labels\nt,\"(True, False, False)\"\n", "2→fear", "text,labels\nt,\"(False, False, True)\"\n")]
    public void Apply_Flags_AreSetInPlace(string path, string before, string actions, string after)
    {
        var correction = Plan(
            path, Encoding.UTF8.GetBytes(before), new ClassLabel(["anger", "joy", "fear"]), ProblemType.MultiLabelClassification, actions);
        Assert.Empty(correction.Problems);
        Assert.Equal(after, Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    [Theory]
    [InlineData("a.csv", "text,labels\nt,joy\n", "2→[\"a, b\",\"joy\"]", "text,labels\nt,\"[\"\"a, b\"\",\"\"joy\"\"]\"\n")]
    [InlineData("a.csv", "text,labels\nt,joy\n", "2→[\"[c]\"]", "text,labels\nt,\"[\"\"[c]\"\"]\"\n")]
    [InlineData("a.csv", "text,labels\nt,\"['joy', '[c]']\"\n", "2→joy", "text,labels\nt,\"[\"\"joy\"\"]\"\n")]
    public void Apply_NamesThatASeparatorTears_BecomeAnArray(string path, string before, string actions, string after)
    {
        var correction = Plan(
            path, Encoding.UTF8.GetBytes(before), new ClassLabel(["a, b", "[c]", "joy"]), ProblemType.MultiLabelClassification, actions);
        Assert.Empty(correction.Problems);
        Assert.Equal(after, Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    [Fact]
    public void Apply_JsonOnOneLine_TellsRowsApartByTheirTexts()
    {
        const string Before = """[{"text":"a","label":"joy"},{"text":"b","label":"joy"},{"text":"b","label":"anger"},"""
            + """{"text":"c","label":"joy"},{"text":"c","label":"joy"}]""";
        var file = FileOf("a.json");
        ReviewRow Review(string text, string label, string action, string to = "") =>
            new() { Source = new RowSource("train", "a.json", 1), Text = text, Label = label, Action = action, NewLabel = to };
        var correction = DataCorrection.Plan(
            "r.csv",
            [
                Review("c", "joy", "relabel", "anger"), Review("b", "anger", "relabel", "joy"), Review("a", "joy", "remove"),
                Review("c", "joy", "remove"),
            ],
            file, Encoding.UTF8.GetBytes(Before), Classes, LabelReaders.Index);
        Assert.Empty(correction.Problems);
        Assert.Equal(
            """[{"text":"b","label":"joy"},{"text":"b","label":"joy"},{"text":"c","label":"anger"}]""",
            Encoding.UTF8.GetString(correction.Apply(compress: false, out var applied)));
        Assert.Equal(4, applied.Count);

        var unknown = DataCorrection.Plan(
            "r.csv", [Review("d", "joy", "remove")], file, Encoding.UTF8.GetBytes(Before), Classes, LabelReaders.Index);
        Assert.Equal(["r.csv:0: none of the 5 rows at a.json:1 has the text 'd'."], unknown.Problems);
    }

    [Fact]
    public void Plan_FileWithoutLabels_SaysSo() => Assert.Equal(
        "a.txt: its rows have no labels. A file with a column of labels was expected. There is nothing to correct.",
        Assert.Throws<DataException>(() => DataCorrection.Plan("r.csv", [], FileOf("a.txt"), [], Classes, LabelReaders.Index)).Message);

    [Fact]
    public void Plan_FormatThatCannotBeCorrected_IsRefusedByName() => Assert.Equal(
        "a.log: rows in the format 'log' cannot be corrected in their place. A file in csv, tsv, jsonl or json was expected. "
        + "Correct them in the program that wrote them.",
        Assert.Throws<DataException>(() => DataCorrection.Plan(
            "r.csv", [], FileOf("a.csv") with { Path = "a.log", Format = RowFormats.ForRecorded("log") }, [], Classes, LabelReaders.Index))
            .Message);

    private static DataCorrection Plan(
        string path, byte[] bytes, ClassLabel? labels, ProblemType problemType, string actions, LabelReading? reading = null)
    {
        var file = FileOf(path);
        var options = new DataOptions { TextColumn = file.Columns!.Text, LabelReading = reading };
        var rows = RowReader.ReadLabelled(
            [DataSource.FromStream(new MemoryStream(bytes), path, file.Format)], labels, problemType, options, "train").ToList();
        var label = rows.Count > 0 && Encoding.UTF8.GetString(bytes).Contains("labels", StringComparison.Ordinal) ? "labels" : "label";
        file = file with { Columns = file.Columns with { Label = label } };
        var review = rows.Select(row => new ReviewRow { Source = row.Source, Text = row.Text, Label = LabelText.Format(row.Label, labels) })
            .ToList();
        foreach (var (line, action, name) in Actions(actions))
        {
            int place = review.FindIndex(row => row.Source.Line == line);
            review[place] = review[place] with { Action = action, NewLabel = name };
        }

        return DataCorrection.Plan("review.csv", review, file, bytes, labels, LabelReaders.For(problemType));
    }

    private static IEnumerable<(int Line, string Action, string Name)> Actions(string actions)
    {
        foreach (string action in System.Text.RegularExpressions.Regex.Split(actions, " (?=[0-9])"))
        {
            string[] parts = action.Split('→');
            yield return parts.Length == 1 ? (int.Parse(parts[0][..^1]), "remove", "") : (int.Parse(parts[0]), "relabel", parts[1]);
        }
    }

    private static DataFile FileOf(string path) => new(
        "train", path,
        RowFormats.Parse(path.Split('.')[1]),
        "", 0, [], new DataColumns("text", null, "label", null));

    private static byte[] Unpacked(byte[] packed)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)) gzip.CopyTo(result);
        return result.ToArray();
    }
}
