using System.Diagnostics;
using FastBertTokenizer;
using Matiz.Data;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Tokenizers;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// Ids of every text of a file, one core, tokenizer after tokenizer in turns with FastBertTokenizer and the core's peak, since a shared
/// machine changes its speed by the minute; the best of many short rounds counts.
/// </summary>
internal static class TokenizersBenchmark
{
    private const int DefaultRounds = 15, MostTokens = 512;
    private const string WordPiece = "wordpiece";
    private const double ReferencePeak = 238;                  // GFLOP/s of one core, for which the speeds are asked

    // Millions of tokens a second at the reference's peak.
    private static readonly (string Name, double Must)[] Tokenizers =
    [
        (WordPiece, 0), ("bytebpe", 4), ("bytebpe-modern", 4), ("unigram", 3), ("unigram-albert", 3), ("unigram-deberta", 3),
        ("bpe-byte-fallback", 0),
    ];

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException("tokenizers needs a folder of tokenizers' folders and a file of texts.", nameof(arguments));
        int rounds = arguments.Length > 2 ? int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture) : DefaultRounds;
        TextInput[] texts = [.. RowReader.Read(DataSource.Expand([arguments[1]])).Select(row => new TextInput(row.Text))];
        var jobs = Tokenizers.Where(tokenizer => Directory.Exists(Path.Combine(arguments[0], tokenizer.Name)))
            .Select(tokenizer => Ours(tokenizer.Name, Path.Combine(arguments[0], tokenizer.Name), texts, tokenizer.Must)).ToList();
        jobs.Insert(0, Peer(Path.Combine(arguments[0], WordPiece, "vocab.txt"), texts));
        using var device = Device.Open(options: new DeviceOptions { Threads = 1 });
        double peak = 0;
        for (int round = 0; round < rounds; round++)
        {
            peak = Math.Max(peak, GemmBenchmark.Peak(device, runs: 1));
            foreach (var job in jobs) job.Measure();
        }

        Console.WriteLine($"{Machine.Processor}, {texts.Length} texts, one core, peak {peak:0} GFLOP/s, best of {rounds}");
        double peer = jobs[0].Best;
        foreach (var job in jobs)
        {
            string must = job.Must > 0 ? $", at {ReferencePeak:0} GFLOP/s {job.Best * ReferencePeak / peak:0.0} (must {job.Must})" : "";
            Console.WriteLine($"{job.Name,-24} {job.Best,5:0.00} million tokens/s, {job.Best / peer:0.00} x FastBertTokenizer{must}");
        }
    }

    private static Job Ours(string name, string folder, TextInput[] texts, double must)
    {
        var tokenizer = Tokenizer.Load(folder);
        return new Job(name, must, () => tokenizer.EncodeIds(texts, threads: 1).Ids.Length);
    }

    private static Job Peer(string vocabulary, TextInput[] texts)
    {
        var tokenizer = new BertTokenizer();
        using (var reader = File.OpenText(vocabulary)) tokenizer.LoadVocabulary(reader, convertInputToLowercase: true);
        long[] ids = new long[MostTokens], mask = new long[MostTokens], types = new long[MostTokens];
        return new Job("FastBertTokenizer", 0, () =>
        {
            int count = 0;
            foreach (var text in texts) count += tokenizer.Encode(text.Text, ids, mask, types);
            return count;
        });
    }

    private sealed class Job(string name, double must, Func<int> run)
    {
        public string Name { get; } = name;

        public double Must { get; } = must;

        /// <summary>Millions of tokens a second.</summary>
        public double Best { get; private set; }

        public void Measure()
        {
            long start = Stopwatch.GetTimestamp();
            int tokens = run();
            Best = Math.Max(Best, tokens / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6);
        }
    }
}
