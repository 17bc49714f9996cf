using System.Text;
using Matiz.Data;

namespace Matiz.Tests.Data;

public class DataFuzzTests
{
    private static readonly string[] Pieces =
    [
        "text", "label", ",", "\t", "\"", "\"\"", "\n", "\r\n", "\r", "{", "}", "[", "]", ":", "\\", "\\u0041", "\\ud800", "null", "true",
        "1", "-0.5", "1e400", "a", "é", "😀", "\0", "\u001b", " ", "{\"text\": \"a\", \"label\": \"b\"}", "text,label\n", "a,b\n", "\uFEFF",
    ];

    // Formats of bytes are fuzzed where they are read.
    public static TheoryData<string> Formats =>
    [
        .. RowFormats.All.Select(format => format.Name).Where(name => name is not ("parquet" or "arrow" or "xlsx" or "fasttext")),
    ];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_AnyBytes_GivesRowsOrADataException(string name)
    {
        var format = RowFormats.Parse(name);
        var random = new Random(20);
        int read = 0, refused = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = MakeBytes(random, name);
            foreach (var type in LabelReaders.All.Select(reader => reader.ProblemType))
            {
                try
                {
                    var labels = new ClassLabel(["b", "a"]);
                    var source = DataSource.FromStream(new SlowStream(bytes, random.Next(1, 50)), "fuzz", format);
                    var rows = format == RowFormats.Text ? RowReader.Read([source]) : RowReader.ReadLabelled([source], labels, type);
                    foreach (var row in rows) Assert.InRange(row.Source.Line, 1, bytes.Length + 1);
                    read++;
                }
                catch (DataException fault)
                {
                    Assert.StartsWith("fuzz:", fault.Message, StringComparison.Ordinal);
                    refused++;
                }
            }
        }

        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused: the bytes are too tame or too wild");
    }

    private static byte[] MakeBytes(Random random, string format)
    {
        var text = new StringBuilder(random.Next(3) switch
        {
            0 => "",
            1 => format switch { "tsv" => "text\tlabel\n", "json" => "[", _ => "text,label\n" },
            _ => format switch
            {
                "csv" => "text,label\n\"x\"\"\n\",b\n",
                "tsv" => "label\ttext\na\tx\n",
                "json" => "[{\"text\": \"x\", \"label\": \"a\"}\n]",
                _ => "{\"text\": \"x\", \"label\": \"a\"}\n",
            },
        });
        for (int pieces = random.Next(random.Next(2) == 0 ? 2 : 12); pieces > 0; pieces--) text.Append(Pieces[random.Next(Pieces.Length)]);
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (bytes.Length > 0 && random.Next(3) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
