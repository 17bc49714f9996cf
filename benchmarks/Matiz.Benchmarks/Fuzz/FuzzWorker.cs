using System.Globalization;

namespace Matiz.Benchmarks;

/// <summary>Reads damaged files in a process of its own and says what became of each; see <see cref="FuzzBenchmark"/>.</summary>
internal static class FuzzWorker
{
    private const int StackBytes = 1 << 20;                 // less than the main thread of any system has
    private const double SuspectMs = 500;

    public static void Run(string[] args)
    {
        int seed = Number(args[2]), from = Number(args[3]), to = Number(args[4]);
        var thread = new Thread(() => ReadAll(FuzzReaders.Find(args[0]).Cases(args[1]), seed, from, to), StackBytes);
        thread.Start();
        thread.Join();
    }

    private static void ReadAll(IReadOnlyList<FuzzCase> cases, int seed, int from, int to)
    {
        // What is compiled at first use would count as time of the first damaged file.
        foreach (var one in cases)
        {
            if (Try(one, one.Whole) is { } fault && !one.Name.Contains("evil", StringComparison.Ordinal))
                Console.WriteLine($"unread {one.Name}: {OneLine(fault)}");
        }

        for (int round = from; round < to; round++)
        {
            var (one, bytes) = FuzzReader.Round(cases, seed, round);
            Console.WriteLine($"begin {round}");
            var (fault, ms, allocated) = Measure(one, bytes);
            for (int again = 0; again < 2 && ms > SuspectMs; again++) ms = Math.Min(ms, Measure(one, bytes).Ms);
            string outcome = fault is null ? "read" : FuzzReaders.Names(fault) ? "refused" : "fault";
            string words = fault is null || outcome is "refused" ? "" : OneLine(fault);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome} {round} {ms:0.0} {allocated} {words}"));
        }
    }

    private static (Exception? Fault, double Ms, long Allocated) Measure(FuzzCase one, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var start = Environment.CpuUsage.TotalTime;
        var fault = Try(one, bytes);
        return (fault, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Whatever comes out is what is looked for.
#pragma warning disable CA1031
    private static Exception? Try(FuzzCase one, byte[] bytes)
    {
        try
        {
            one.Read(bytes);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
#pragma warning restore CA1031

    private static string OneLine(Exception exception) => exception.ToString().ReplaceLineEndings(" | ");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
