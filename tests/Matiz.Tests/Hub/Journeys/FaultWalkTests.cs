using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub.Journeys;

/// <summary>
/// Snapshots through a network where everything goes wrong, some of it at a time: what is seen in the cache is whole and right at any
/// moment, errors are typed and of one line, the token goes to the Hub alone, and when the trouble is over all is there.
/// </summary>
public sealed class FaultWalkTests : IDisposable
{
    private const int MostTries = 40;

    private static readonly HubRepository Repository = HubRepository.Model("user/walk");

    private readonly HubPlace _place = new();
    private readonly TestHubRepository _repository;

    public FaultWalkTests()
    {
        _repository = _place.Hub.AddModel(Repository.Id, new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["config.json"] = "{}"u8.ToArray(),
            ["deep/er/tokenizer.json"] = TestHubFile.Noise(70_000, 1),
            ["model.safetensors"] = TestHubFile.Noise(200_000, 2),
        });
        _repository.IsPrivate = true;
    }

    private HubOptions Options => _place.Options with
    {
        Token = TestHub.ReadToken,
        Retries = 2,
        ETagTimeout = TimeSpan.FromSeconds(0.4),
        DownloadTimeout = TimeSpan.FromSeconds(0.4),
    };

    // One line a fault: what goes wrong, at a place between 0 and 1 where it has one.
    private static (string Name, Func<double, TestHubFault> Make)[] Faults =>
    [
        ("500", _ => TestHubFault.Status(500)),
        ("503", _ => TestHubFault.Status(503, headers: ("Retry-After", "1"))),
        ("429", _ => TestHubFault.TooMany(1)),
        ("403", _ => TestHubFault.Status(403)),
        ("416", _ => TestHubFault.Status(416)),
        ("refused", _ => TestHubFault.Refuse),
        ("stands still", at => TestHubFault.HangAt((long)(at * 200_000))),
        ("dropped", at => TestHubFault.DropAt((long)(at * 200_000))),
        ("truncated", at => TestHubFault.Truncate((long)(at * 200_000))),
        ("corrupt", at => TestHubFault.Corrupt((long)(at * 70_000))),
        ("range ignored", _ => TestHubFault.RangeIgnored),
        ("range wrong", _ => TestHubFault.RangeWrong),
        ("HTML", _ => TestHubFault.Html),
        ("gzip", _ => TestHubFault.Gzip),
        ("null", _ => TestHubFault.Json("null")),
        ("other JSON", _ => TestHubFault.Json("""[{"path":7,"type":"file"}]""")),
        ("no commit", _ => TestHubFault.WithoutHeaders("X-Repo-Commit", "X-Linked-Etag")),
        ("another ETag", _ => TestHubFault.WithHeader("ETag", $"\"{new string('0', 40)}\"")),
        ("another size", _ => TestHubFault.WithHeader("X-Linked-Size", "7")),
        ("redirects for ever", _ => TestHubFault.RedirectLoop),
    ];

    public static TheoryData<string> Names => [.. Faults.Select(fault => fault.Name)];

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task OneFault_EverywhereOnce(string name)
    {
        var make = Faults.First(fault => fault.Name == name).Make;
        foreach (string method in (string[])["GET", "HEAD"])
        {
            for (int i = 0; i < 3; i++) _place.Hub.Inject(make(i / 2.5), method: method, times: 2, skip: i);
        }

        await WalkAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task ManyFaults_InAnyOrder(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 25; i++)
        {
            // A letter that is another in the JSON of a listing nobody can see: only contents have hashes.
            var (name, make) = Faults[random.Next(Faults.Length)];
            bool? cdn = name == "corrupt" || random.Next(3) == 0 ? true : null;
            _place.Hub.Inject(make(random.NextDouble()), times: random.Next(1, 3), skip: random.Next(4), cdn: cdn);
        }

        await WalkAsync();
    }

    private async Task WalkAsync()
    {
        HubSnapshot? snapshot = null;
        for (int i = 0; i < MostTries && snapshot is null; i++)
        {
            using var downloads = new HubDownloads(Options);
            try
            {
                snapshot = await downloads.SnapshotAsync(Repository, cancellationToken: TestContext.Current.CancellationToken);
            }
            catch (HubException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                Assert.DoesNotContain(TestHub.ReadToken, exception.ToString(), StringComparison.Ordinal);
                TestContext.Current.TestOutputHelper!.WriteLine($"{exception.Kind}: {exception.Message}");
            }

            AssertWhatIsSeenIsWhole();
        }

        Assert.NotNull(snapshot);
        var files = PythonCacheReader.Read(Options.CacheFolder, "models", Repository.Id);
        Assert.Equal(_repository.Head.Files.Keys, files.Keys);
        Assert.All(files, file => Assert.Equal(_repository[file.Key].Content, file.Value));
        Assert.False(_place.Hub.TokenReachedCdn);
    }

    private void AssertWhatIsSeenIsWhole()
    {
        string root = Path.Combine(Options.CacheFolder, "models--user--walk"), snapshots = Path.Combine(root, "snapshots");
        if (Directory.Exists(snapshots))
        {
            foreach (string folder in Directory.EnumerateDirectories(snapshots))
            {
                Assert.Equal(_repository.Head.Id, Path.GetFileName(folder));
                Assert.All(TestHubFile.InFolder(folder), file => Assert.Equal(_repository[file.Key].Content, file.Value));
            }
        }

        string blobs = Path.Combine(root, "blobs");
        if (!Directory.Exists(blobs)) return;
        var known = _repository.Head.Files.Values.ToDictionary(file => file.ETag, file => file.Content, StringComparer.Ordinal);
        foreach (string blob in Directory.EnumerateFiles(blobs).Where(path => !path.EndsWith(".incomplete", StringComparison.Ordinal)))
            Assert.Equal(known[Path.GetFileName(blob)], File.ReadAllBytes(blob));
    }
}
