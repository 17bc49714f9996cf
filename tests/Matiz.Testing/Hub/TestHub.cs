using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Testing;

/// <summary>
/// A Hub for tests, in this process on 127.0.0.1: repositories in memory, the endpoints that clients read and write with the headers of
/// the real one, a second origin for large files, a log of every request, and faults on demand.
/// <code>
/// using var hub = TestHub.Start();
/// hub.AddModel("user/tiny", ("config.json", "{}"));
/// hub.Inject(TestHubFault.Status(503), path: "config.json", times: 2);      // two failures, then the file
/// // … a client with the address hub.Endpoint and the token TestHub.WriteToken …
/// Assert.Equal(3, hub.Requests.Count);
/// </code>
/// </summary>
public sealed partial class TestHub : IDisposable, IAsyncDisposable
{
    /// <summary>A token of the user <c>user</c> (and the organization <c>org</c>) that may write.</summary>
    public const string WriteToken = "hf_testhubwrite";

    /// <summary>A token of the same user that may only read.</summary>
    public const string ReadToken = "hf_testhubread";

    /// <summary>A token of another user, <c>stranger</c>, that may write in that user's namespace.</summary>
    public const string StrangerToken = "hf_testhubstranger";

    private readonly Lock _gate = new();
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<TestHubRequest> _requests = [];
    private readonly Dictionary<string, TestHubRepository> _repositories = new(StringComparer.Ordinal);   // by "models/user/tiny"
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private readonly List<TestHubUser> _users =
        [
            new("user", WriteToken, "write", "org"), new("user", ReadToken, "read", "org"), new("stranger", StrangerToken, "write"),
        ];

    private int _disposed;

    private TestHub()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinResponseDataRate = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>The address of the Hub, such as <c>http://127.0.0.1:41234</c>: what <c>HF_ENDPOINT</c> takes.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>The address of the store of large files, another origin.</summary>
    public string CdnEndpoint { get; private set; } = "";

    /// <summary>How many entries a page of a list holds. Default 1000.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>
    /// Whether small files too are behind a redirect, a relative one on the Hub itself, as on huggingface.co since 2025. Default false.
    /// </summary>
    public bool RedirectsSmallFiles { get; set; }

    /// <summary>Whether large files are said to be in the chunk store too (<c>X-Xet-Hash</c>, <c>xetHash</c>). Default false.</summary>
    public bool ShowsXet { get; set; }

    /// <summary>How a login by device code goes.</summary>
    public TestHubDeviceLogin DeviceLogin { get; } = new();

    /// <summary>Every request so far, oldest first.</summary>
    public IReadOnlyList<TestHubRequest> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    /// <summary>Whether a token ever reached the store of large files, which it must not.</summary>
    public bool TokenReachedCdn => Requests.Any(request => request.IsCdn && request.HasToken);

    /// <summary>Signalled when the Hub stops.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Starts a Hub without repositories on free ports.</summary>
    public static async Task<TestHub> StartAsync()
    {
        var hub = new TestHub();
        await hub._app.StartAsync();
        string[] addresses = [.. hub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        (hub.Endpoint, hub.CdnEndpoint) = (addresses[0], addresses[1]);
        return hub;
    }

    /// <inheritdoc cref="StartAsync"/>
    public static TestHub Start() => StartAsync().GetAwaiter().GetResult();

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests()
    {
        lock (_gate) _requests.Clear();
    }

    /// <summary>Adds a model with text files.</summary>
    public TestHubRepository AddModel(string id, params (string Path, string Text)[] files) => AddModel(id, Bytes(files));

    /// <summary>Adds a model with these files.</summary>
    public TestHubRepository AddModel(string id, IReadOnlyDictionary<string, byte[]> files) => Add("models", id, files);

    /// <summary>Adds a dataset with text files.</summary>
    public TestHubRepository AddDataset(string id, params (string Path, string Text)[] files) => AddDataset(id, Bytes(files));

    /// <summary>Adds a dataset with these files.</summary>
    public TestHubRepository AddDataset(string id, IReadOnlyDictionary<string, byte[]> files) => Add("datasets", id, files);

    /// <summary>Adds a repository with the files of a folder.</summary>
    /// <param name="id">The repository id.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="kind"><c>models</c>, <c>datasets</c> or <c>spaces</c>.</param>
    public TestHubRepository AddFolder(string id, string folder, string kind = "models") => Add(kind, id, TestHubFile.InFolder(folder));

    /// <summary>Adds a user with a token; a second token of the same user is a second call.</summary>
    public void AddUser(TestHubUser user)
    {
        lock (_gate) _users.Add(user);
    }

    /// <summary>The repository of an id, or null.</summary>
    public TestHubRepository? Find(string id, string kind = "models")
    {
        lock (_gate) return _repositories.GetValueOrDefault($"{kind}/{id}");
    }

    /// <summary>Gives a repository another id; the old one redirects there.</summary>
    public void Rename(string id, string newId, string kind = "models")
    {
        lock (_gate)
        {
            _repositories.Remove($"{kind}/{id}", out var repository);
            (repository ?? throw new ArgumentException($"no repository '{id}'")).Id = newId;
            _repositories[$"{kind}/{newId}"] = repository;
            _renamed[$"{kind}/{id}"] = newId;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Stops at once: open connections are dropped, further ones refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stopping.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Adds a repository, whatever its kind.</summary>
    internal TestHubRepository Add(string kind, string id, IReadOnlyDictionary<string, byte[]> files)
    {
        lock (_gate) return _repositories[$"{kind}/{id}"] = new(kind, id, files);
    }

    internal bool Remove(string kind, string id)
    {
        lock (_gate) return _repositories.Remove($"{kind}/{id}");
    }

    internal IReadOnlyList<TestHubRepository> All(string kind)
    {
        lock (_gate) return [.. _repositories.Values.Where(repository => repository.Kind == kind).OrderBy(repository => repository.Id)];
    }

    internal string? NewName(string kind, string id)
    {
        lock (_gate) return _renamed.GetValueOrDefault($"{kind}/{id}");
    }

    internal TestHubUser? UserOf(string token)
    {
        lock (_gate) return _users.Find(user => user.Token == token);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value.AsEnumerable()), StringComparer.OrdinalIgnoreCase);
        bool isCdn = CdnEndpoint.EndsWith($":{context.Connection.LocalPort}", StringComparison.Ordinal);
        var request = new TestHubRequest(context.Request.Method, target, context.Request.Host.Value ?? "", isCdn, headers);
        lock (_gate) _requests.Add(request);

        var body = new CountingStream(context.Response.Body, request);
        context.Response.Body = body;
        context.Response.OnStarting(() =>
        {
            request.Status = context.Response.StatusCode;
            return Task.CompletedTask;
        });
        try
        {
            await TakeFault(request).AnswerAsync(context, () => TestHubRoutes.AnswerAsync(new TestHubCall(this, context, request)));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || Stopping.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static Dictionary<string, byte[]> Bytes((string Path, string Text)[] files) =>
        files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal);
}
