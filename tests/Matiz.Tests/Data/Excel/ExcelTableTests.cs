using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Data.Tables;
using Matiz.Testing;

namespace Matiz.Tests.Data.Excel;

public sealed class ExcelTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_GoldenWorkbook_EqualsTheExpectedRows()
    {
        string output = Path.Join(_folder.Path, "rows.jsonl");
        var notes = new List<string>();
        DataTable.Convert(DataSource.Expand([Workbooks.Golden]), output, note: notes.Add);
        var expected = JsonNode.Parse(File.ReadAllText(SharedFiles.Golden("formats/excel/expected.json")))!.AsArray();
        string[] lines = File.ReadAllLines(output);
        Assert.Equal(expected.Count, lines.Length);
        for (int row = 0; row < lines.Length; row++)
        {
            var found = JsonNode.Parse(lines[row])!.AsObject();
            Assert.Equal(["text", "label", "score"], found.Select(pair => pair.Key));
            for (int i = 0; i < 3; i++)
                Assert.True(JsonNode.DeepEquals(expected[row]![i], found.ElementAt(i).Value), $"row {row}, column {i}");
        }

        Assert.Equal([$"{Workbooks.Golden}: read sheet 'Sheet', the first of Sheet, second."], notes);
    }

    [Fact]
    public void Load_GoldenWorkbook_HasRowsByTheirNumbers()
    {
        var data = Dataset.Load(new DatasetFiles { Train = [Workbooks.Golden], ValidationFraction = 0 });
        Assert.Equal(40, data["train"].Count);
        Assert.Equal(2, data["train"][0].Source.Line);
        Assert.Equal("", data["train"][0].Text);
        Assert.Equal(["anger", "joy"], data.Labels!.Names);
        Assert.Equal("xlsx Sheet", data.Files[0].Format.RecordedName);
        Assert.Equal("xlsx Sheet", RowFormats.ForRecorded("xlsx Sheet").RecordedName);
    }

    [Theory]
    [InlineData("second")]
    [InlineData(" SECOND ")]
    [InlineData("2")]
    public void Sheet_ByNameOrNumber_IsRead(string sheet)
    {
        var head = DataTable.Head(DataSource.Expand([Workbooks.Golden])[0], 5, new DataOptions { Sheet = sheet });
        Assert.NotEqual("text", head.Columns[0].Name);
        Assert.Null(head.Note);
    }

    [Fact]
    public void Sheet_ThatIsNotThere_ListsThem() =>
        Assert.Equal(
            $"{Workbooks.Golden}: there is no sheet '3'; the sheets are 'Sheet', 'second'. "
            + "One of them, or its number from 1, was expected. "
            + "Correct DataOptions.Sheet.",
            Assert.Throws<DataException>(
                () => DataTable.Head(DataSource.Expand([Workbooks.Golden])[0], 5, new DataOptions { Sheet = "3" })).Message);

    [Fact]
    public void Sheet_OfAFormatWithoutSheets_IsRefused() =>
        Assert.Equal(
            "data: DataOptions.Sheet is given, but the format is csv, which has no sheets. A workbook (.xlsx) was expected. "
            + "Leave it out, or correct DataOptions.Format.",
            Rows.Fault("text\na\n", RowFormats.Csv, new DataOptions { Sheet = "1" }));

    // Rows of a sheet as XML, and what is read: texts of runs without how they are said, escapes, dates, numbers as people write them.
    [Theory]
    [InlineData("""<c t="inlineStr"><is><r><t>jo</t></r><r><t xml:space="preserve">y </t></r><rPh><t>zz</t></rPh></is></c>""", "joy ")]
    [InlineData("""<c t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c>""", "a\rb_x0041_")]
    [InlineData("""<c t="str"><f>A1&amp;"x"</f><v>abc</v></c>""", "abc")]
    [InlineData("""<c><v>1E3</v></c>""", "1000")]
    [InlineData("""<c><v>0.10000000000000001</v></c>""", "0.1")]
    [InlineData("""<c><v>9007199254740993</v></c>""", "9007199254740993")]
    [InlineData("""<c t="b"><v>1</v></c>""", "true")]
    [InlineData("""<c t="d"><v>2026-01-02T03:04:05</v></c>""", "2026-01-02T03:04:05")]
    [InlineData("""<c s="1"><v>1</v></c>""", "1900-01-01", "mm/dd/yy")]
    [InlineData("""<c s="1"><v>45678.5</v></c>""", "2025-01-21 12:00:00", "yyyy\\-mm\\-dd hh:mm")]
    [InlineData("""<c s="1"><v>45678</v></c>""", "45678", "0.00\"days\"")]
    [InlineData("""<c s="1"><v>45678</v></c>""", "45678", "[Red]0")]
    public void Cell_OfAnyKind_ReadsAsPeopleSeeIt(string cell, string expected, string? format = null)
    {
        string code = (format ?? "General").Replace("\"", "&quot;", StringComparison.Ordinal);
        string styles = $"""
            <styleSheet><numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>
            """;
        string rows = $"""<row><c t="inlineStr"><is><t>text</t></is></c></row><row>{cell}</row>""";
        byte[] workbook = Workbooks.With(
            (Workbooks.SheetPart, $"<worksheet><sheetData>{rows}</sheetData></worksheet>"), ("xl/styles.xml", styles));
        Assert.Equal(expected, Head(workbook).Rows[0][0]);
    }

    [Fact]
    public void Cells_SharedTextsGapsAndEmptyRows_LieWhereTheyBelong()
    {
        const string Shared = "<sst><si><t>text</t></si><si><t>label</t></si><si/><si><t xml:space=\"preserve\"> x </t></si></sst>";
        const string Sheet = """
            <worksheet><dimension ref="A1:XFD1048576"/><sheetData>
            <row r="3"><c r="B3" t="s"><v>0</v></c><c r="D3" t="s"><v>1</v></c></row>
            <row r="5"><c r="D5"><v>7</v></c></row><row r="6"/><row r="7"><c r="B7" s="0"/></row>
            <row r="900000"><c r="B900000" t="s"><v>3</v></c><c r="C900000"/><c r="D900000"><v>8</v></c></row>
            </sheetData></worksheet>
            """;
        byte[] workbook = Workbooks.With((Workbooks.SheetPart, Sheet), ("xl/sharedStrings.xml", Shared));
        string path = _folder.Write("a.xlsx", "");
        File.WriteAllBytes(path, workbook);
        var data = Dataset.Load(new DatasetFiles { Train = [path], ValidationFraction = 0 });
        Assert.Equal([(5, "", 0), (900000, " x ", 1)], data["train"].Select(row => (row.Source.Line, row.Text, row.Label.Index)));
    }

    [Theory]
    [InlineData("""<row><c r="A1" t="inlineStr"><is><t>text</t></is></c></row><row><c r="A2" t="e"><v>#N/A</v></c></row>""",
        "the cell A2 holds the error #N/A. A value was expected. Correct the formula, or clear the cell.")]
    [InlineData("""<row><c r="A1" t="inlineStr"><is><t>text</t></is></c></row><row><c r="A2"><f>1+1</f></c></row>""",
        "the cell A2 holds a formula without a result. A value was expected. Open the file in a spreadsheet program and save it, or "
        + "clear the cell.")]
    [InlineData("""<row><c r="A1" t="inlineStr"><is><t>text</t></is></c></row><row><c r="C2"><v>1</v></c></row>""",
        "the cell C2 has a value, but its column has no name in the first row.")]
    [InlineData("""<row><c r="A1" t="s"><v>0</v></c></row>""", "sheet 'Sheet': the cell A1 names the shared text '0' of 0.")]
    [InlineData("""<row r="2"/><row r="2"/>""", "sheet 'Sheet': the row behind row 2 has the number '2'.")]
    [InlineData("""<row r="1"><c r="B1"/><c r="A1"/></row>""", "sheet 'Sheet': row 1 has a cell 'A1' behind column C.")]
    [InlineData("""<row><c t="x"><v>1</v></c></row>""", "sheet 'Sheet': the cell A1 is of the type 'x'.")]
    [InlineData("""<row><c><v>1x</v></c></row>""", "sheet 'Sheet': the cell A1 holds '1x' as a number.")]
    [InlineData("", "the sheet 'Sheet' is empty. A first row that names the columns was expected.")]
    [InlineData("<row>", "this is no whole spreadsheet (The 'row' start tag")]
    public void Sheet_Broken_SaysWhereAndWhat(string rows, string found) =>
        Assert.StartsWith("data: " + found, Fault(Workbooks.WithRows(rows)), StringComparison.Ordinal);

    [Fact]
    public void Workbook_OfAnotherKind_IsNamed()
    {
        Assert.StartsWith(
            "data: this is a binary workbook (.xlsb).", Fault(Workbooks.With(("xl/workbook.xml", null), ("xl/workbook.bin", ""))),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "data: this is an OpenDocument file (.ods).", Fault(Workbooks.With(("xl/workbook.xml", null), ("content.xml", ""))),
            StringComparison.Ordinal);
        Assert.StartsWith("data: this is no whole spreadsheet", Fault([1, 2, 3]), StringComparison.Ordinal);
        string entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\">]><worksheet/>";
        Assert.StartsWith(
            "data: this is no whole spreadsheet (For security reasons DTD", Fault(Workbooks.With((Workbooks.SheetPart, entities))),
            StringComparison.Ordinal);
        string bomb = "<worksheet>" + new string(' ', 80 << 20) + "</worksheet>";
        Assert.Contains(" bytes claim to hold ", Fault(Workbooks.With((Workbooks.SheetPart, bomb))), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyMutations_GiveRowsOrADataException()
    {
        int refused = DamagedReading.Check<DataException>(
            File.ReadAllBytes(Workbooks.Golden), "data: ", bytes => Head(bytes));
        Assert.InRange(refused, 50, 300);
    }

    [Fact]
    public void Convert_ToWorkbookAndBack_KeepsValuesAndTypes()
    {
        string json = _folder.Write(
            "a.jsonl",
            "{\"text\":\"ñ😀 \\u0001 a\\r\\nb _x0041_ <&>\",\"n\":9007199254740993,\"p\":0.1,\"ok\":true,\"tags\":[\"x\",\"y\"]}\n"
            + "{\"text\":null,\"n\":-1,\"p\":2.5,\"ok\":false,\"tags\":[]}\n");
        string book = Path.Join(_folder.Path, "a.xlsx"), back = Path.Join(_folder.Path, "b.jsonl");
        Assert.Equal(2, DataTable.Convert(DataSource.Expand([json]), book));
        DataTable.Convert(DataSource.Expand([book]), back);
        string[] expected = [.. File.ReadAllLines(json).Select(
            line => line.Replace("[\"x\",\"y\"]", "\"[\\\"x\\\",\\\"y\\\"]\"", StringComparison.Ordinal)
                .Replace("[]", "\"[]\"", StringComparison.Ordinal))];
        string[] found = File.ReadAllLines(back);
        for (int i = 0; i < 2; i++) Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected[i]), JsonNode.Parse(found[i])), found[i]);
    }

    [Fact]
    public void Convert_TextLongerThanACell_IsRefused()
    {
        string csv = _folder.Write("a.csv", "text\n" + new string('a', 40_000) + "\n");
        var fault = Assert.Throws<DataException>(() => DataTable.Convert(DataSource.Expand([csv]), Path.Join(_folder.Path, "a.xlsx")));
        Assert.EndsWith(
            "a.xlsx: 'text' of row 1 has 40000 characters, a cell holds 32767. Shorter texts were expected. "
            + "Write another format, such as .csv.", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(_folder.Path, "a.xlsx")));
    }

    private static TableHead Head(byte[] workbook) =>
        DataTable.Head(DataSource.FromStream(new MemoryStream(workbook), "data", RowFormats.Excel), 100);

    private static string Fault(byte[] workbook) => Assert.Throws<DataException>(() => Head(workbook)).Message;
}
