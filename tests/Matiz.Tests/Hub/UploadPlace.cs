using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

/// <summary>A test Hub with a client that may write to it, and a folder for files.</summary>
internal sealed class UploadPlace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public UploadPlace(string? token = TestHub.WriteToken)
    {
        Hub = TestHub.Start();
        Options = OptionsFor(token);
        Client = new HubClient(Options);
        Uploader = new HubUploader(Client);
    }

    public TestHub Hub { get; }

    public InstantClock Clock { get; } = new();

    public HubOptions Options { get; }

    public HubClient Client { get; }

    public HubUploader Uploader { get; }

    public HubRepository Repository { get; } = HubRepository.Model("user/tiny");

    public string Root => _folder.Root;

    /// <summary>Requests that write, as <c>POST /api/…</c>.</summary>
    public string[] Writes => [.. Hub.Requests.Where(request => request.Method is not ("GET" or "HEAD"))
        .Select(request => $"{request.Method} {(request.IsCdn ? "cdn" : request.Target)}")];

    public HubOptions OptionsFor(string? token) => new()
    {
        Endpoint = new Uri(Hub.Endpoint),
        Token = token,
        UseImplicitToken = false,
        HomeFolder = _folder["home"],
        Clock = Clock,
        Retries = 2,
    };

    public Task MakeRepository() =>
        Uploader.CreateRepositoryAsync(Repository, cancellationToken: TestContext.Current.CancellationToken);

    public Task<HubCommitResult> Commit(params (string Path, byte[] Bytes)[] files) =>
        Uploader.CommitAsync(Files(files), progress: null, TestContext.Current.CancellationToken);

    public HubCommit Files(params (string Path, byte[] Bytes)[] files) =>
        new(Repository, [.. files.Select(file => HubUploadFile.FromBytes(file.Path, file.Bytes))]);

    /// <summary>Bytes that are the same in every run.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public void Dispose()
    {
        Client.Dispose();
        Hub.Dispose();
        _folder.Dispose();
    }
}
