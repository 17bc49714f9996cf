using System.Text;
using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Corrections;
using Matiz.Data.Csv;

namespace Matiz.Tests.Data;

/// <summary>What is written reads back as itself.</summary>
public class RoundTripTests
{
    /// <summary>Texts that writers and readers of tables like to change.</summary>
    public static IReadOnlyList<string> Nasty { get; } =
    [
        "plain", "a, b", "a; b", "a\tb", "say \"yes\"", "\"", "\"\"", "\"quoted\"", "'single'",
        "two\nlines", "two\r\nlines", "a\rb", " led", "trailed ", "\t", "\n", " ",
        "é ü ñ", "日本語", "😀👩‍👩‍👧", "\uFEFFmark", "a\u2028b", "null", "NaN", "0.0", "-1",
        "=1+1", "@x", "#x", "{\"text\": 1}", "[1, 2]", "\\n", "a\\", "\u0001 control", "</script>",
    ];

    [Theory]
    [InlineData(',')]
    [InlineData('\t')]
    public void Tables_OfNastyTexts_ReadBack(char separator)
    {
        using var stream = new MemoryStream();
        using (var csv = new CsvRowWriter(stream, ["id", "text", "text_pair", "label"], leaveOpen: true, separator))
        {
            for (int i = 0; i < Nasty.Count; i++) csv.WriteRow($"{i}", Nasty[i], i % 2 == 0 ? null : Nasty[^(i + 1)], "x");
        }

        var rows = Rows.ReadLabelled(
            Encoding.UTF8.GetString(stream.ToArray()), separator == ',' ? RowFormats.Csv : RowFormats.Tsv, new ClassLabel(["x"]));
        Assert.Equal(Nasty, rows.Select(row => row.Text));
        Assert.Equal(Nasty.Select((_, i) => i % 2 == 0 ? null : Nasty[^(i + 1)]), rows.Select(row => row.TextPair));
        Assert.Equal(Enumerable.Range(0, Nasty.Count).Select(i => $"{i}"), rows.Select(row => row.Id));
    }

    [Fact]
    public void JsonLines_OfNastyTexts_ReadBack()
    {
        string[] pairs = [.. Nasty, ""];
        string second(int i) => i % 3 == 0 ? "null" : JsonSerializer.Serialize(pairs[^(i + 1)]);
        string row(string text, int i) => $"{{\"text\": {JsonSerializer.Serialize(text)}, \"text_pair\": {second(i)}}}\n";
        string lines = string.Concat(pairs.Select(row));
        var rows = Rows.Read(lines, RowFormats.JsonLines);
        Assert.Equal(pairs, rows.Select(row => row.Text));
        Assert.Equal(pairs.Select((_, i) => i % 3 == 0 ? null : pairs[^(i + 1)]), rows.Select(row => row.TextPair));
    }

    [Fact]
    public void Pairs_EmptyOnes_AreAsTheFormatSaysThem()
    {
        Assert.Equal([null, null], Rows.Read("text,text_pair\na,\nb,\"\"\n", RowFormats.Csv).Select(row => row.TextPair));
        Assert.Equal([""], Rows.Read("{\"text\": \"a\", \"text_pair\": \"\"}\n", RowFormats.JsonLines).Select(row => row.TextPair));
        Assert.Equal(
            [null, null],
            Rows.Read("{\"text\": \"a\", \"text_pair\": null}\n{\"text\": \"b\"}\n", RowFormats.JsonLines).Select(row => row.TextPair));
    }

    [Fact]
    public void Review_OfNastyTexts_ReadsBack()
    {
        var classes = new ClassLabel([.. Nasty.Where(name => name.Trim() == name && name.Length > 0)]);
        var review = Nasty.Select((text, i) => new ReviewRow
        {
            Source = new RowSource("train", "a, \"b\".csv", i + 2),
            Id = i % 2 == 0 ? null : text,
            Text = text,
            Label = LabelText.Format(Label.OfIndices([i % classes.Count, 1]), classes),
            Predicted = LabelText.Format(Label.OfIndices([]), classes),
            Loss = i % 3 == 0 ? null : 0.1f * i,
            Action = "relabel",
            NewLabel = LabelText.Format(Label.OfIndices([(i + 3) % classes.Count]), classes),
        }).ToList();
        using var stream = new MemoryStream();
        ReviewFile.Write(stream, review);
        stream.Position = 0;
        var read = ReviewFile.Read(stream, "review.csv");
        Assert.Equal(review, read.Select(row => row with { ReviewLine = 0 }));
        Assert.All(read.Zip(review), pair =>
        {
            Assert.True(LabelText.TryParse(pair.First.NewLabel, classes, LabelKind.Indices, ",", out var label));
            Assert.Equal(pair.Second.NewLabel, LabelText.Format(label, classes));
        });
    }

    [Theory]
    [InlineData(",")]
    [InlineData("; ")]
    public void SeveralLabels_OfNastyNames_ReadBack(string separator)
    {
        string[] names = [.. Nasty.Where(name => name.Trim() == name && name.Length > 0)];
        var classes = new ClassLabel(names);
        var options = new DataOptions { LabelSeparator = separator, LabelReading = LabelReading.Names };
        for (int i = 0; i < names.Length; i++)
        {
            int[] expected = [.. new[] { i, (i * 7 + 3) % names.Length }.Distinct().Order()];
            string[] several = [.. expected.Select(classes.NameOf)];
            using var stream = new MemoryStream();
            using (var csv = new CsvRowWriter(stream, ["text", "labels"], leaveOpen: true))
                csv.WriteRow("t", LabelText.OfSeveral(several, separator));
            string written = Encoding.UTF8.GetString(stream.ToArray());
            var row = Rows.ReadLabelled(written, RowFormats.Csv, classes, ProblemType.MultiLabelClassification, options)[0];
            Assert.Equal(expected, row.Label.Indices.ToArray());
        }
    }
}
