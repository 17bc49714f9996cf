using System.Diagnostics;
using System.Globalization;
using System.Text;
using Matiz.Data;
using Matiz.Formats.Parquet;
using Matiz.Formats.Tables;

namespace Matiz.Benchmarks;

/// <summary>A generated table of 100 MB of texts in ten row groups (Snappy): read by rows, and its column of labels alone.</summary>
internal static class ParquetBenchmark
{
    private const int Groups = 10, RowsAGroup = 100_000, Rounds = 5, Classes = 6, Seed = 3;
    private const long GroupBytes = 10_000_000;
    private const double MostSeconds = 1.0, MostLabelMs = 15;

    public static void Run(string[] args)
    {
        string path = args.Length > 0 ? args[0] : Path.Join(Path.GetTempPath(), "matiz-benchmark.parquet");
        if (!File.Exists(path)) Generate(path);
        long bytes = 0, rows = 0;
        double best = double.MaxValue, bestCpu = double.MaxValue, bestLabels = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            (bytes, rows) = (0, 0);
            var clock = Stopwatch.StartNew();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            foreach (var row in RowReader.Read([path]))
            {
                bytes += row.Text.Length;
                rows++;
            }

            best = Math.Min(best, clock.Elapsed.TotalSeconds);
            bestCpu = Math.Min(bestCpu, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds);
            long expected = Enumerable.Range(0, (int)rows).Sum(row => (long)(row % Classes)), found = LabelSum(path, out double labelMs);
            if (found != expected) throw new InvalidOperationException("the labels were not read as they were written.");
            bestLabels = Math.Min(bestLabels, labelMs);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"file {new FileInfo(path).Length / 1e6:0.0} MB, {rows:#,0} rows, {bytes / 1e6:0.0} MB of text\n"
            + $"rows of texts   {best:0.000} s, {bestCpu:0.000} s of processor time (must {MostSeconds:0.0} s)\n"
            + $"labels alone    {bestLabels:0.0} ms (must {MostLabelMs:0} ms)\n"
            + $"live memory     {PeakOfLiveBytes(path) / 1e6:0.0} MB (must {3 * GroupBytes / 1e6:0} MB, three row groups)"));
    }

    private static long LabelSum(string path, out double elapsedMs)
    {
        var clock = Stopwatch.StartNew();
        using var reader = new ParquetReader(File.OpenRead(path), path);
        long sum = 0;
        foreach (var batch in reader.Read([1]))
        {
            foreach (long label in ((IntegerColumn)batch.Columns[0]).Values) sum += label;
        }

        elapsedMs = clock.Elapsed.TotalMilliseconds;
        return sum;
    }

    private static long PeakOfLiveBytes(string path)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true), peak = 0;
        int place = 0;
        foreach (var _ in RowReader.Read([path]))
        {
            if (++place % 25_001 == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        return peak;
    }

    private static void Generate(string path)
    {
        var random = new Random(Seed);
        string[] words = [.. Enumerable.Range(0, 5000).Select(_ => string.Concat(
            Enumerable.Range(0, random.Next(2, 10)).Select(_ => (char)random.Next('a', 'z' + 1))))];
        using var file = File.Create(path);
        var schema = new TableSchema([new ColumnSchema("text", ColumnType.Text), new ColumnSchema("label", ColumnType.Integer)]);
        using var writer = new ParquetWriter(file, schema, path, RowsAGroup);
        int row = 0;
        for (int group = 0; group < Groups; group++)
        {
            for (int part = 0; part < 20; part++)
            {
                var (texts, labels) = (new TextBuilder(), new IntegerBuilder());
                for (int i = 0; i < RowsAGroup / 20; i++, row++)
                {
                    var text = new StringBuilder();
                    while (text.Length < 95) text.Append(words[random.Next(words.Length)]).Append(' ');
                    texts.Add(Encoding.UTF8.GetBytes(text.ToString()));
                    labels.Add(row % Classes);
                }

                writer.Write(new TableBatch(RowsAGroup / 20, [texts.Build(), labels.Build()]));
            }
        }

        writer.Complete();
    }
}
