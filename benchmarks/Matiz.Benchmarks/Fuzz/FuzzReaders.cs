using System.IO.Compression;
using Matiz.Data;
using Matiz.Data.Tables;
using Matiz.Files;
using Matiz.Formats.Npy;
using Matiz.Models;
using Matiz.Tokenizers;
using Matiz.Weights;
using TextEncoding = System.Text.Encoding;

namespace Matiz.Benchmarks;

/// <summary>Every reader of files that people get from others, with files to damage.</summary>
internal static class FuzzReaders
{
    /// <summary>What the files are called; a message names it.</summary>
    public const string Path = "damaged";

    private const string Text = "I saw  Ünïcode 😀 it's 12,345 <mask> [MASK]\tfeel\u0301ing…";
    private const string Table =
        "text,label,score\n\"a \"\"quoted\"\", text\",joy,0.5\nplain,anger,1\n\"two\nlines\",joy,-3e5\n😀 é,anger,\n";

    private static readonly string[] Labels = ["joy", "anger", "sadness", "love", "fear", "surprise"];

    private const string Lines =
        "{\"text\": \"a\\u00e9 \\ud83d\\ude00\", \"label\": \"joy\", \"n\": [1, 2.5, null], \"s\": {\"k\": true}}\n"
        + "{\"text\": \"b\", \"label\": \"anger\", \"n\": [], \"s\": null}\n";

    /// <summary>The list.</summary>
    public static IReadOnlyList<FuzzReader> All { get; } =
    [
        new("safetensors", goldens => Weights(goldens, "safetensors-*", "model.safetensors", "x.safetensors")),
        new("index", Index),
        new("pytorch-zip", goldens => Weights(goldens, "torch-*", "pytorch_model.bin", "x.bin", bytes => bytes[0] == 'P')),
        new("pytorch-legacy", goldens => Weights(goldens, "torch-*", "pytorch_model.bin", "x.bin", bytes => bytes[0] != 'P')),
        new("keras", goldens => Weights(goldens, "keras-*", "tf_model.h5", "x.h5")),
        new("flax", goldens => Weights(goldens, "flax-*", "flax_model.msgpack", "x.msgpack")),
        new("onnx", goldens => Weights(goldens, "onnx", "model.onnx", "x.onnx")),
        new("npy", _ => [new FuzzCase("made", MakeNpy(), ReadNpy)]),
        new("tokenizer.json", goldens => Tokenizers(goldens, ["tokenizer.json"])),
        new("sentencepiece", goldens => Tokenizers(goldens, ["sentencepiece.bpe.model", "spiece.model", "spm.model"])),
        new("vocabulary", goldens => Tokenizers(goldens, ["vocab.txt", "vocab.json", "merges.txt"])),
        new("tokenizer_config", goldens => Tokenizers(goldens, ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"])),
        new("config", Configs),
        new("parquet", goldens => Tables(goldens, "parquet", "*.parquet")),
        new("arrow", goldens => Tables(goldens, "arrow", "*")),
        new("xlsx", goldens => Tables(goldens, "excel", "*.xlsx")),
        new("csv", _ => Made(".csv", Table, Table.Replace(',', ';'))),
        new("tsv", _ => Made(".tsv", Table.Replace(',', '\t'))),
        new("jsonl", _ => Made(".jsonl", Lines)),
        new("json", _ => Made(".json", "[" + Lines.TrimEnd().Replace("\n", ",\n", StringComparison.Ordinal) + "]\n")),
        new("fasttext", _ => Made(".ft", "__label__joy i feel 😀\n__label__anger x\n")),
        new("text", _ => Made(".txt", "one\r\n\ntwo 😀\n")),
        new("gzip", _ => [Packed(".csv.gz", Table), Packed(".jsonl.gz", Lines)]),
    ];

    public static FuzzReader Find(string name) => All.FirstOrDefault(reader => string.Equals(reader.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"'{name}' is no reader. Expected one of {string.Join(", ", All.Select(reader => reader.Name))}.");

    private static List<FuzzCase> Weights(string goldens, string folders, string file, string ending, Predicate<byte[]>? isOne = null)
    {
        string name = $"{Path}.{ending}";
        var cases = new List<FuzzCase>();
        foreach (string folder in Directory.EnumerateDirectories(goldens + "/formats/checkpoints", folders).Order(StringComparer.Ordinal))
        {
            string path = System.IO.Path.Join(folder, file);
            if (!File.Exists(path)) continue;
            byte[] whole = File.ReadAllBytes(path);
            if (isOne?.Invoke(whole) ?? true) cases.Add(new FuzzCase(path, whole, bytes => ReadWeights(WeightFiles.Open(name, bytes))));
        }

        return cases;
    }

    private static void ReadWeights(WeightFiles opened)
    {
        using var weights = opened;
        foreach (var entry in weights.Entries) weights.ReadBytes(entry.Name);
        weights.FirstNonFinite();
    }

    private static FuzzCase[] Index(string goldens)
    {
        var files = ReadFolder(goldens + "/formats/checkpoints/safetensors-sharded");
        const string Name = "model.safetensors.index.json";
        return [new FuzzCase("safetensors-sharded", files[Name], bytes => ReadWeights(WeightFiles.Open(With(files, Name, bytes))))];
    }

    private static List<FuzzCase> Tokenizers(string goldens, string[] names)
    {
        var cases = new List<FuzzCase>();
        bool isOwn = names[0] is "tokenizer.json" or "tokenizer_config.json";
        foreach (string folder in Directory.EnumerateDirectories(goldens + "/tokenizers")
            .Concat(Directory.EnumerateDirectories(goldens + "/tokenizers-tiny")).Order(StringComparer.Ordinal))
        {
            var files = ReadFolder(folder);
            foreach (string key in files.Keys.ToList())
            {
                if (key.StartsWith("expected", StringComparison.Ordinal)) files.Remove(key);
            }

            if (isOwn && files["tokenizer.json"].Length > 400_000) continue;         // there is a smaller one of its kind
            if (!isOwn) files.Remove("tokenizer.json");
            foreach (string name in names.Where(files.ContainsKey))
            {
                cases.Add(new FuzzCase($"{folder}/{name}", files[name], bytes =>
                {
                    var tokenizer = Tokenizer.Load(With(files, name, bytes));
                    var encoding = tokenizer.Encode(Text, "pair", new EncodeOptions { MaxLength = 16, Stride = 2, ReturnOverflow = true });
                    tokenizer.Decode(encoding.Ids, skipSpecialTokens: false);
                    tokenizer.EncodeIds([new TextInput(Text), new TextInput("a a")], threads: 1);
                }));
            }
        }

        return cases;
    }

    private static List<FuzzCase> Configs(string goldens)
    {
        var cases = new List<FuzzCase>();
        foreach (string folder in Directory.EnumerateDirectories(goldens + "/tiny").Order(StringComparer.Ordinal))
        {
            var files = ReadFolder(folder + "/sequence-classification");
            cases.Add(new FuzzCase(folder, files["config.json"], bytes =>
            {
                var model = AutoModelForSequenceClassification.FromPretrained(With(files, "config.json", bytes));
                (model as IDisposable)?.Dispose();
            }));
        }

        return cases;
    }

    private static List<FuzzCase> Tables(string goldens, string folder, string pattern) =>
        [.. Directory.EnumerateFiles($"{goldens}/formats/{folder}", pattern)
            .Where(path => !path.EndsWith(".json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => TableCase(path, File.ReadAllBytes(path), Path + System.IO.Path.GetExtension(path)))];

    private static FuzzCase[] Made(string extension, params string[] texts) =>
        [.. texts.Select(text => TableCase("made", TextEncoding.UTF8.GetBytes(text), Path + extension))];

    private static FuzzCase Packed(string extension, string text)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            stream.Write(TextEncoding.UTF8.GetBytes(text));
        return TableCase("made", packed.ToArray(), Path + extension);
    }

    // Read as a table, with labels and without: what one way refuses another may still read.
    private static FuzzCase TableCase(string name, byte[] whole, string path, RowFormat? format = null) => new(name, whole, bytes =>
    {
        format ??= RowFormats.ForPath(path);
        Exception? refused = null;
        void Try(Action<DataSource> read)
        {
            try
            {
                read(DataSource.FromStream(new MemoryStream(bytes), path, format));
            }
            catch (DataException exception) when (Names(exception))
            {
                refused = exception;
            }
        }

        if (format.Table is not null) Try(source => DataTable.Head(source, int.MaxValue));
        if (format != RowFormats.Text)
            Try(source => ReadAll(RowReader.ReadLabelled([source], new ClassLabel(Labels), ProblemType.SingleLabelClassification)));
        Try(source => ReadAll(RowReader.Read([source])));
        if (refused is not null) throw refused;
    });

    private static void ReadAll(IEnumerable<Row> rows)
    {
        using var all = rows.GetEnumerator();
        while (all.MoveNext()) { }
    }

    /// <summary>Whether an exception is one that a reader of files may throw: it names the file.</summary>
    public static bool Names(Exception exception) =>
        exception is Formats.MatizException && exception.Message.Contains(Path, StringComparison.Ordinal);

    private static byte[] MakeNpy()
    {
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. TextEncoding.ASCII.GetBytes(header), .. new byte[24]];
    }

    private static void ReadNpy(byte[] bytes)
    {
        using var file = NpyFile.Open(Path + ".npy", bytes);
        file.ReadFloats();
    }

    private static Dictionary<string, byte[]> ReadFolder(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(path => System.IO.Path.GetFileName(path), File.ReadAllBytes, StringComparer.Ordinal);

    private static ModelFiles With(Dictionary<string, byte[]> files, string name, byte[] bytes) =>
        ModelFiles.FromBytes(Path, new Dictionary<string, byte[]>(files, StringComparer.Ordinal) { [name] = bytes });
}
