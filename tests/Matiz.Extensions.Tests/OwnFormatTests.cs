using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Matiz.Data;

namespace Matiz.Extensions.Tests;

/// <summary>Formats of one's own are registered, found by extension and by name, read as text or as bytes, and recorded.</summary>
public sealed class OwnFormatTests : IDisposable
{
    private static readonly (string Text, string Label)[] Rows = [("i feel great", "joy"), ("so sad", "sadness"), ("what a day", "joy")];

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-own-").FullName;

    public static TheoryData<string> Names => ["mood", "tail"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ModuleInitializer]
    internal static void Register()
    {
        RowFormats.Register(new MoodFormat());
        RowFormats.Register(new TailFormat());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_ByExtension_ReadsTheRowsAndRecordsTheFile(string name)
    {
        string path = Write($"rows.{name}", name);

        var data = Dataset.Load(path);

        Assert.Equal(Rows.Select(row => row.Text), data["train"].Select(row => row.Text));
        Assert.Equal(Rows.Select(row => row.Label), data["train"].Select(row => data.Labels!.NameOf(row.Label.Index)));
        Assert.Equal([1, 2, 3], data["train"].Select(row => row.Source.Line));
        var file = Assert.Single(data.Files);
        Assert.Equal((name, 3, new DataColumns("text", null, "label", null)), (file.Format.Name, file.Rows, file.Columns!));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), file.Sha256);
        Assert.Same(file.Format, Assert.Single(DatasetSummary.Parse(data.Summary.ToJson()).Files).Format);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_ByNamePackedOrFromStandardInput_ReadsTheSameRows(string name)
    {
        byte[] bytes = BytesOf(name);
        string odd = Path.Combine(_folder, "rows.data"), packed = Path.Combine(_folder, $"rows.{name}.gz");
        File.WriteAllBytes(odd, bytes);
        using (var gzip = new GZipStream(File.Create(packed), CompressionMode.Compress)) gzip.Write(bytes);
        var options = new DataOptions { Format = RowFormats.Parse(name.ToUpperInvariant()), StandardInput = new MemoryStream(bytes) };

        foreach (string path in (string[])[odd, packed, "-"])
            Assert.Equal(Rows.Select(row => row.Text), RowReader.Read([path], options).Select(row => row.Text));
    }

    [Fact]
    public void Load_UnknownExtension_NamesTheOwnFormatsToo()
    {
        string path = Write("rows.xml", "mood");

        Assert.Equal(
            $"{path}: the extension '.xml' is not known. "
            + "Expected .csv, .tsv, .jsonl, .json, .txt, .ft, .parquet, .arrow, .xlsx, .mood or .tail, each also with .gz. "
            + "Rename the file or give DataOptions.Format.",
            Assert.Throws<DataException>(() => Dataset.Load(path)).Message);
    }

    [Fact]
    public void Load_BrokenFile_NamesFileAndLine()
    {
        string path = Path.Combine(_folder, "broken.mood");
        File.WriteAllText(path, "joy: a\nno mood\n");

        Assert.Equal(
            $"{path}:2: the line has no ': '. A mood and a text were expected. Correct the line.",
            Assert.Throws<DataException>(() => Dataset.Load(path)).Message);
    }

    [Fact]
    public void Register_TwiceOrByAKnownExtension_IsRefused()
    {
        Assert.StartsWith(
            "'mood' belongs to another format.", Assert.Throws<ArgumentException>(Register).Message, StringComparison.Ordinal);
    }

    private string Write(string file, string name)
    {
        string path = Path.Combine(_folder, file);
        File.WriteAllBytes(path, BytesOf(name));
        return path;
    }

    private static byte[] BytesOf(string name) => name switch
    {
        "mood" => Encoding.UTF8.GetBytes(string.Concat(Rows.Select(row => $"{row.Label}: {row.Text}\n"))),
        _ => TailFormat.Write(Rows),
    };

    /// <summary>Text: <c>label: text</c> on each line.</summary>
    private sealed class MoodFormat() : RowFormat(["mood"], [".mood"])
    {
        public override IEnumerable<RawRow> Read(RowFile file)
        {
            _ = file.FindColumns(["label", "text"]);
            using var lines = new StreamReader(file.OpenText());
            for (int line = 1; lines.ReadLine() is { } row; line++)
            {
                int colon = row.IndexOf(": ", StringComparison.Ordinal);
                if (colon < 0)
                    throw new DataException(file.Name, line, "the line has no ': '. A mood and a text were expected. Correct the line.");
                yield return new RawRow(row[(colon + 2)..], null, null, RawLabel.FromText(row[..colon]), line);
            }
        }
    }

    /// <summary>
    /// Bytes: texts one behind the other, then where each ends, then how many there are; it is read from its end, as Parquet is.
    /// </summary>
    private sealed class TailFormat() : RowFormat(["tail"], [".tail"])
    {
        public static byte[] Write(IReadOnlyList<(string Text, string Label)> rows)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            var ends = new List<int>();
            foreach (string text in rows.SelectMany(row => (string[])[row.Text, row.Label]))
            {
                writer.Write(Encoding.UTF8.GetBytes(text));
                ends.Add((int)stream.Length);
            }

            foreach (int end in ends) writer.Write(end);
            writer.Write(rows.Count);
            return stream.ToArray();
        }

        public override IEnumerable<RawRow> Read(RowFile file)
        {
            var columns = file.FindColumns(["text", "label"]);
            using var bytes = file.OpenBytes();
            int count = ReadInt(bytes, bytes.Length - 4);
            long index = bytes.Length - 4 - (8 * count);
            for (int row = 0, start = 0; row < count; row++)
            {
                int middle = ReadInt(bytes, index + (8 * row)), end = ReadInt(bytes, index + (8 * row) + 4);
                var label = columns.Label is null ? default : RawLabel.FromText(ReadText(bytes, middle, end));
                yield return new RawRow(ReadText(bytes, start, middle), null, null, label, row + 1);
                start = end;
            }
        }

        private static int ReadInt(Stream stream, long at)
        {
            Span<byte> number = stackalloc byte[4];
            stream.Position = at;
            stream.ReadExactly(number);
            return BinaryPrimitives.ReadInt32LittleEndian(number);
        }

        private static string ReadText(Stream stream, int start, int end)
        {
            var text = new byte[end - start];
            stream.Position = start;
            stream.ReadExactly(text);
            return Encoding.UTF8.GetString(text);
        }
    }
}
