using System.Diagnostics;
using System.Globalization;

namespace Matiz.Benchmarks;

/// <summary>Times <c>matiz predict MODEL TEXT</c> as whole processes, the file cache warm: start, load, one answer, end.</summary>
internal static class StartupBenchmark
{
    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2) throw new ArgumentException("startup needs the published binary and a model folder.", nameof(arguments));
        int runs = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 10;
        Seconds(arguments[0], arguments[1]);
        double[] seconds = [.. Enumerable.Range(0, runs).Select(_ => Seconds(arguments[0], arguments[1])).Order()];
        Console.WriteLine($"predict, {runs} whole processes: median {seconds[runs / 2]:F3} s, {seconds[0]:F3} to {seconds[^1]:F3} s");
    }

    private static double Seconds(string binary, string model)
    {
        var clock = Stopwatch.StartNew();
        string[] words = ["predict", model, "I saw a movie today and it was really good.", "--json"];
        var start = new ProcessStartInfo(binary, words) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && answer.Contains("\"label\"", StringComparison.Ordinal)
            ? clock.Elapsed.TotalSeconds
            : throw new ArgumentException($"'{binary} predict {model}' ended with {process.ExitCode} and answered: {answer}");
    }
}
