using System.Diagnostics;

namespace Matiz.Testing;

/// <summary>Two processes that download the same model into the same cache at once: each file may come once only.</summary>
/// <param name="start">Starts a process that downloads the model <c>user/both</c> of a Hub (first argument) into a cache (second).</param>
/// <param name="seed">Which bytes the files have.</param>
public sealed class SharedCacheDownloads(Func<TestHub, string, Process> start, int seed) : IDisposable
{
    private readonly TestHub _hub = TestHub.Start();
    private readonly string _root = Directory.CreateTempSubdirectory("matiz-shared-cache-").FullName;
    private int _count;

    /// <inheritdoc/>
    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Two processes on a cache of their own; how many of the files both wanted at the same time.</summary>
    /// <exception cref="InvalidDataException">Something is not as it must be.</exception>
    public int Run()
    {
        int number = _count++;
        var repository = _hub.AddModel("user/both", new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["config.json"] = "{}"u8.ToArray(),
            ["model.safetensors"] = TestHubFile.Noise(2_000_000, seed + (2 * number)),
            ["tokenizer.json"] = TestHubFile.Noise(300_000, seed + (2 * number) + 1),
            ["tokenizer_config.json"] = "{ }"u8.ToArray(),
        });
        string cache = Path.Combine(_root, $"{number}");
        _hub.ClearRequests();
        _hub.ClearFaults();
        _hub.Inject(TestHubFault.Slow(4_000_000), method: "GET");
        using var first = start(_hub, cache);
        using var second = start(_hub, cache);
        foreach (var process in (Process[])[first, second])
        {
            string words = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidDataException($"a process ended with {process.ExitCode}: {words}");
        }

        var files = PythonCacheReader.Read(cache, "models", "user/both");
        bool isEqual = files.Count == 4 && files.All(file => file.Value.AsSpan().SequenceEqual(repository[file.Key].Content));
        if (!isEqual) throw new InvalidDataException("the files are not those of the Hub");
        int together = 0;
        foreach (var (name, file) in repository.Head.Files)
        {
            int heads = Count(request => request.Method == "HEAD" && request.Path.EndsWith($"/{name}", StringComparison.Ordinal));
            string end = file.IsLfs ? file.Sha256 : $"/resolve/{repository.Head.Id}/{name}";
            int downloads = Count(request => request.Method == "GET" && request.IsCdn == file.IsLfs
                && request.Path.EndsWith(end, StringComparison.Ordinal));
            if (downloads != 1) throw new InvalidDataException($"'{name}' was downloaded {downloads} times");
            if (heads > 1) together++;
        }

        return together;

        int Count(Func<TestHubRequest, bool> isMeant) => _hub.Requests.Count(isMeant);
    }
}
