using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Matiz.Benchmarks;

/// <summary>
/// Damaged files for every reader, each reader in a process of its own whose heap cannot grow beyond 64 MB and four times the largest
/// file: only an exception of Matiz that names the file may come out, in two seconds of processor time.
/// </summary>
internal static class FuzzBenchmark
{
    private const long HeapBytes = 64L << 20;
    private const double MostMs = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);      // others may work on the machine

    public static void Run(string[] args)
    {
        if (args is ["--worker", ..])
        {
            FuzzWorker.Run(args[1..]);
            return;
        }

        if (args.Length == 0) throw new ArgumentException("fuzz needs the folder of goldens.", nameof(args));
        int count = Option(args, "--count", 20_000), seed = Option(args, "--seed", 1);
        string[] names = [.. args.Skip(1).TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal))];
        var readers = names.Length == 0 ? FuzzReaders.All : [.. names.Select(FuzzReaders.Find)];
        Console.WriteLine("| reader | damaged files | read | refused | slowest, processor ms | most allocated, MB | faults |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var reader in readers) Read(reader, args[0], seed, count);
    }

    private static void Read(FuzzReader reader, string goldens, int seed, int count)
    {
        var cases = reader.Cases(goldens);
        long heap = HeapBytes + (4L * cases.Max(one => one.Whole.Length));
        var found = new FuzzResult();
        for (int next = 0; next < count;) next = Work(reader.Name, goldens, seed, next, count, heap, found);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {reader.Name} | {count} | {found.Read} | {found.Refused} | {found.SlowestMs:0} "
            + $"| {found.MostAllocated / 1e6:0.0} | {found.Faults.Count} |"));
        foreach (string words in found.Unread) Console.WriteLine($"    {words}");
        foreach (var (round, words) in found.Faults)
        {
            var (one, bytes) = FuzzReader.Round(cases, seed, round);
            string path = Path.Join(Directory.CreateDirectory("artifacts/fuzz").FullName, $"{reader.Name}-{seed}-{round}");
            File.WriteAllBytes(path, bytes);
            Console.WriteLine($"    {path} of {one.Name}: {words}");
        }
    }

    // One process; gives the round to go on with where it died.
    private static int Work(string reader, string goldens, int seed, int from, int to, long heap, FuzzResult found)
    {
        string[] words = ["fuzz", "--worker", reader, goldens, $"{seed}", $"{from}", $"{to}"];
        var start = new ProcessStartInfo(Environment.ProcessPath!, words) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["DOTNET_GCHeapHardLimit"] = heap.ToString("X", CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var lines = Channel.CreateUnbounded<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) lines.Writer.Complete();
            else lines.Writer.TryWrite(line.Data);
        };
        process.BeginOutputReadLine();
        int begun = from - 1, ended = from - 1;
        string death = "the process died";
        while (true)
        {
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                if (!lines.Reader.WaitToReadAsync(patience.Token).AsTask().GetAwaiter().GetResult()) break;
            }
            catch (OperationCanceledException)
            {
                death = $"no end after {Patience.TotalSeconds:0} s";
                process.Kill();
                break;
            }

            while (lines.Reader.TryRead(out string? line))
            {
                if (line.StartsWith("begin ", StringComparison.Ordinal)) begun = int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
                else if (found.Add(line, MostMs) is { } round) ended = round;
            }
        }

        process.WaitForExit();
        if (ended < begun) found.Faults.Add((begun, $"{death} ({process.ExitCode})"));
        else if (begun < to - 1) throw new InvalidOperationException($"{reader}: {death} before a damaged file ({process.ExitCode})");
        return begun + 1;
    }

    private static int Option(string[] args, string name, int byDefault) =>
        Array.IndexOf(args, name) is >= 0 and var place && place + 1 < args.Length
            ? int.Parse(args[place + 1], CultureInfo.InvariantCulture)
            : byDefault;
}
