using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Matiz.Testing;

namespace Matiz.Benchmarks.Serve;

/// <summary>
/// The files of a served model replaced while clients ask, by renaming folders, by copying in place and by a link: no request fails, every
/// answer is one of the two models' whole answers, and the new one answers soon.
/// </summary>
internal static class ServeReplaceBenchmark
{
    private const int Clients = 8, Texts = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Run(string[] arguments)
    {
        var options = new ServeOptions(arguments);
        int times = options.Number("--times", 20);
        string root = Directory.CreateTempSubdirectory("matiz-replace").FullName;
        string[] versions = [Path.Join(root, "a"), Path.Join(root, "b")];
        OtherModel.Copy(options.Folder, versions[0]);
        OtherModel.Write(options.Folder, versions[1]);
        try
        {
            Replace(options, "copied in place", versions, root, (times + 2) / 3, OtherModel.Copy);
            Replace(options, "renamed", versions, root, (times + 1) / 3, Rename);
            Replace(options, "linked", versions, root, times / 3, Link);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Replace(
        ServeOptions options, string way, string[] versions, string root, int times, Action<string, string> replace)
    {
        string served = Path.Join(root, "emotion");
        Clear(served);
        replace(versions[0], served);
        using var server = options.ServeFolder(served);
        byte[][] requests =
        [
            .. ShortTexts.Make(Texts).Select(text => WireConnection.Request(
                "POST", "/predict", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["inputs"] = text }))),
        ];
        var answers = new byte[2][][];
        answers[0] = Ask(server.Port, requests);
        var client = new LoadClient(
            server.Port, requests, (request, answer) => answers.Any(known => known?[request].AsSpan().SequenceEqual(answer.Body) ?? true));
        using var end = new CancellationTokenSource();
        var asking = Task.Run(() => client.Run(Clients, TimeSpan.FromMinutes(10), end.Token));
        var waits = new List<double>();
        for (int time = 1; time <= times; time++)
        {
            string before = Version(server.Port, requests[0]);
            var clock = Stopwatch.StartNew();
            replace(versions[time % 2], served);
            while (Version(server.Port, requests[0]) == before && clock.Elapsed < Patience) Thread.Sleep(20);
            waits.Add(clock.Elapsed.TotalSeconds);
            answers[time % 2] ??= Ask(server.Port, requests);
        }

        end.Cancel();
        var result = asking.GetAwaiter().GetResult();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{way}, {times} times: {result}; the new one answers after {waits.Average():F1} s, at most {waits.Max():F1} s; "
            + $"{server.ResidentBytes / 1e6:F0} MB, {server.Handles} handles, {server.Threads} threads"));
        foreach (string failure in result.Failures.Take(3)) Console.WriteLine($"    {failure}");
        if (waits.Max() >= Patience.TotalSeconds) Console.WriteLine(server.Messages);
    }

    private static byte[][] Ask(int port, byte[][] requests)
    {
        using var connection = WireConnection.OpenAsync(port).GetAwaiter().GetResult();
        return [.. requests.Select(request => connection.AskAsync(request).GetAwaiter().GetResult()!.Body)];
    }

    private static string Version(int port, byte[] request)
    {
        using var connection = WireConnection.OpenAsync(port).GetAwaiter().GetResult();
        return connection.AskAsync(request).GetAwaiter().GetResult()?.Header("X-Matiz-Model") ?? "none";
    }

    private static void Rename(string from, string to)
    {
        OtherModel.Copy(from, to + ".new");
        if (Directory.Exists(to)) Directory.Move(to, to + ".old");
        Directory.Move(to + ".new", to);
        if (Directory.Exists(to + ".old")) Directory.Delete(to + ".old", recursive: true);
    }

    private static void Link(string from, string to)
    {
        string next = to + ".link";
        Directory.CreateSymbolicLink(next, from);
        using var move = Process.Start("mv", ["-T", next, to]);             // File.Move wants files
        move.WaitForExit();
    }

    private static void Clear(string path)
    {
        if (new DirectoryInfo(path).LinkTarget is not null) File.Delete(path);
        else if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }
}
