using System.Diagnostics;

namespace Matiz.Testing;

/// <summary>
/// Downloads into a cache that are killed at a random byte, once or more often, and then left to end: no part of a file may ever stand
/// where whole files stand, and what had come must not be fetched again.
/// </summary>
/// <param name="start">Starts a process that downloads the model <c>user/large</c> of a Hub (first argument) into a cache (second).</param>
/// <param name="seed">Which random bytes.</param>
public sealed class KilledDownloads(Func<TestHub, string, Process> start, int seed) : IDisposable
{
    private const string Id = "user/large", LargeName = "model.safetensors";
    private const int BytesPerSecond = 40_000_000;

    private readonly Random _random = new(seed);
    private readonly TestHub _hub = TestHub.Start();
    private readonly string _root = Directory.CreateTempSubdirectory("matiz-killed-").FullName;
    private int _count;

    /// <summary>How many bytes the large file has. Default 8 MB.</summary>
    public int Size { get; init; } = 8_000_000;

    /// <inheritdoc/>
    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>One download in a cache of its own.</summary>
    /// <exception cref="InvalidDataException">Something is not as it must be.</exception>
    public KilledDownload Run()
    {
        int number = _count++;
        byte[] content = TestHubFile.Noise(Size, seed + number);
        var repository = _hub.AddModel(Id, new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["config.json"] = "{}"u8.ToArray(),
            [LargeName] = content,
        });
        string cache = Path.Combine(_root, $"{number}");
        _hub.ClearRequests();
        _hub.Inject(TestHubFault.Slow(BytesPerSecond), cdn: true);
        int kills = 0;
        do
        {
            Kill(cache, _random.NextInt64(Size + 1));
            kills++;
            Check(cache, repository, content);
        }
        while (_random.Next(3) == 0);

        _hub.ClearFaults();
        long there = Incomplete(cache, repository)?.Length ?? 0, sentBefore = Requests.Sum(request => request.BytesSent);
        bool isWhole = Directory.Exists(Blobs(cache)) && File.Exists(Path.Combine(Blobs(cache), repository[LargeName].ETag));
        int asked = Requests.Length;
        End(cache);

        var files = PythonCacheReader.Read(cache, "models", Id);
        bool isEqual = files.Count == 2 && files[LargeName].AsSpan().SequenceEqual(content);
        bool isLeft = Directory.GetFiles(Blobs(cache), "*.incomplete").Length > 0;
        if (!isEqual || isLeft) throw new InvalidDataException("the file is not whole at the end");
        var last = Requests[asked..];
        bool isRight = isWhole || there == Size
            ? last.Length == 0
            : last.Length == 1 && last[0].Range == (there > 0 ? $"bytes={there}-" : null);
        if (!isRight)
        {
            throw new InvalidDataException($"{there} of {Size} bytes were there; then came {string.Join(", ", last.Select(r => $"{r}"))}");
        }

        return new(kills, there, sentBefore + last.Sum(request => request.BytesSent), Size);
    }

    private TestHubRequest[] Requests => [.. _hub.Requests.Where(request => request is { IsCdn: true, Method: "GET" })];

    private static string Blobs(string cache) => Path.Combine(cache, "models--user--large", "blobs");

    private static FileInfo? Incomplete(string cache, TestHubRepository repository)
    {
        var file = new FileInfo(Path.Combine(Blobs(cache), repository[LargeName].ETag + ".incomplete"));
        return file.Exists ? file : null;
    }

    private void Kill(string cache, long position)
    {
        int before = Requests.Length;
        long rest = position;
        using var process = start(_hub, cache);
        while (!process.HasExited && Requests.Skip(before).Sum(request => request.BytesSent) < rest) Thread.Sleep(1);
        process.Kill();
        process.WaitForExit();
    }

    private void End(string cache)
    {
        using var process = start(_hub, cache);
        string words = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidDataException($"the last download ended with {process.ExitCode}: {words}");
    }

    /// <summary>What is visible is whole, and what is not whole is a beginning of the file.</summary>
    private static void Check(string cache, TestHubRepository repository, byte[] content)
    {
        if (Incomplete(cache, repository) is { } incomplete)
        {
            byte[] beginning = File.ReadAllBytes(incomplete.FullName);
            if (beginning.Length > content.Length || !content.AsSpan(0, beginning.Length).SequenceEqual(beginning))
            {
                throw new InvalidDataException($"'{incomplete.Name}' is no beginning of the file");
            }
        }

        string folder = Path.Combine(cache, "models--user--large");
        if (!Directory.Exists(folder)) return;
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetFileName(path);
            bool isLarge = name == LargeName || name == repository[LargeName].ETag;
            bool isWhole = !isLarge || File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
            if (!isWhole) throw new InvalidDataException($"'{path}' is not whole");
        }
    }
}

/// <summary>A download that was killed and left to end.</summary>
/// <param name="Kills">How often it was killed.</param>
/// <param name="BytesThere">How many bytes had come before the last try.</param>
/// <param name="BytesSent">How many bytes of the large file were sent in all tries.</param>
/// <param name="Size">How many it has.</param>
public sealed record KilledDownload(int Kills, long BytesThere, long BytesSent, long Size);
