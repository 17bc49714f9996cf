using System.Diagnostics;
using System.Globalization;
using Matiz.Testing;

namespace Matiz.Benchmarks;

/// <summary>
/// Seconds of one large file by Matiz, compared with its hash and safe on the disk, beside <c>curl</c> from the same server, which does
/// neither, and beside <c>curl</c> with the tools that do.
/// </summary>
internal static class HubSpeed
{
    private const string Id = "user/speed", Name = "model.safetensors";

    public static void Run(int megabytes, int rounds)
    {
        using var hub = TestHub.Start();
        hub.AddModel(Id, new Dictionary<string, byte[]>(StringComparer.Ordinal) { [Name] = TestHubFile.Noise(megabytes * 1_000_000, 1) });
        string folder = Directory.CreateTempSubdirectory("matiz-hub-speed-").FullName;
        try
        {
            string target = Path.Combine(folder, "file");
            var (ours, curl, hashed) = (new List<double>(), new List<double>(), new List<double>());
            for (int round = 0; round <= rounds; round++)                      // the first warms the file cache and is left out
            {
                ours.Add(Seconds(HubChild.Start("file", hub.Endpoint, target, Id, Name), target) / 1000);
                string address = $"{hub.Endpoint}/{Id}/resolve/main/{Name}";
                curl.Add(Seconds(Curl(address, target), target));
                var clock = Stopwatch.StartNew();
                Seconds(Shell($"curl -sSfL -o {target} {address} && sha256sum {target} >/dev/null && sync -d {target} && echo 0"), target);
                hashed.Add(clock.Elapsed.TotalSeconds);
            }

            double mine = Median(ours), theirs = Median(curl), withHash = Median(hashed);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{megabytes} MB, median of {rounds}: Matiz {mine:0.00} s ({megabytes / mine:0} MB/s), curl {theirs:0.00} s, "
                + $"curl, sha256sum and sync {withHash:0.00} s; speed {theirs / mine:0.00} and {withHash / mine:0.00} times theirs"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Curl(string address, string target) => Start("curl", "-sSfL", "-o", target, "-w", "%{time_total}", address);

    private static Process Shell(string line) => Start("sh", "-c", line);

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    private static double Seconds(Process process, string target)
    {
        using (process)
        {
            string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"a download ended with {process.ExitCode}: {error}");
            File.Delete(target);
            return double.Parse(output, CultureInfo.InvariantCulture);
        }
    }

    private static double Median(List<double> seconds) => seconds.Skip(1).Order().ElementAt((seconds.Count - 1) / 2);
}
