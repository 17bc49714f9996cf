using System.Diagnostics;
using System.Globalization;
using Matiz.Testing;

namespace Matiz.Benchmarks;

/// <summary>Seconds of one large file by Matiz, hash compared, beside <c>curl</c> from the same server, which compares nothing.</summary>
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
            var (ours, curl) = (new List<double>(), new List<double>());
            for (int round = 0; round <= rounds; round++)                      // the first warms the file cache and is left out
            {
                ours.Add(Seconds(HubChild.Start("file", hub.Endpoint, target, Id, Name), target) / 1000);
                curl.Add(Seconds(StartCurl($"{hub.Endpoint}/{Id}/resolve/main/{Name}", target), target));
            }

            double mine = Median(ours), theirs = Median(curl);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{megabytes} MB, median of {rounds}: Matiz {mine:0.00} s ({megabytes / mine:0} MB/s), curl {theirs:0.00} s; "
                + $"speed {theirs / mine:0.00} times that of curl"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process StartCurl(string address, string target)
    {
        var start = new ProcessStartInfo("curl", ["-sSfL", "-o", target, "-w", "%{time_total}", address])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
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
