using Microsoft.Playwright;

namespace Matiz.Browser.Tests;

/// <summary>One open page; closed and its file removed at the end.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string? _folder;

    private OpenPage(IBrowserContext context, IPage page, string? folder)
    {
        (_context, Page, _folder) = (context, page, folder);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Add(message.Text);
        };
        Page.PageError += (_, error) => Complaints.Add(error);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and exceptions of scripts.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Every address that was asked for besides the file itself.</summary>
    public List<string> Requests { get; } = [];

    internal static async Task<OpenPage> OfFile(IBrowserContext context, string html)
    {
        string folder = Directory.CreateTempSubdirectory("matiz-page-").FullName;
        string path = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(path, html, TestContext.Current.CancellationToken);
        var open = new OpenPage(context, await context.NewPageAsync(), folder);
        string address = new Uri(path).AbsoluteUri;
        open.Page.Request += (_, request) =>
        {
            if (!string.Equals(request.Url, address, StringComparison.Ordinal)) open.Requests.Add(request.Url);
        };
        await open.Page.GotoAsync(address);
        return open;
    }

    internal static async Task<OpenPage> OfAddress(IBrowserContext context, Uri address, Func<IPage, Task>? prepare)
    {
        var open = new OpenPage(context, await context.NewPageAsync(), null);
        bool IsForeign(string url) => !address.IsBaseOf(new Uri(url)) && !url.StartsWith("blob:", StringComparison.Ordinal)
            && !url.StartsWith("data:", StringComparison.Ordinal);
        open.Page.Request += (_, request) =>
        {
            if (IsForeign(request.Url)) open.Requests.Add(request.Url);
        };
        await open.Page.RouteAsync(IsForeign, route => route.AbortAsync());
        if (prepare is not null) await prepare(open.Page);
        await open.Page.GotoAsync(address.AbsoluteUri);
        return open;
    }

    /// <summary>The value of a line of script, run by the test itself.</summary>
    public Task<T> Value<T>(string script) => Page.EvaluateAsync<T>(script);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }
}
