using Microsoft.Playwright;

namespace Matiz.Browser.Tests;

/// <summary>One open page; closed and its file removed at the end.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _folder;

    private OpenPage(IBrowserContext context, IPage page, string folder) => (_context, Page, _folder) = (context, page, folder);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and exceptions of scripts.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Every address that was asked for besides the file itself.</summary>
    public List<string> Requests { get; } = [];

    internal static async Task<OpenPage> Of(IBrowserContext context, string html)
    {
        string folder = Directory.CreateTempSubdirectory("matiz-page-").FullName;
        string path = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(path, html, TestContext.Current.CancellationToken);
        var open = new OpenPage(context, await context.NewPageAsync(), folder);
        string address = new Uri(path).AbsoluteUri;
        open.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") open.Complaints.Add(message.Text);
        };
        open.Page.PageError += (_, error) => open.Complaints.Add(error);
        open.Page.Request += (_, request) =>
        {
            if (!string.Equals(request.Url, address, StringComparison.Ordinal)) open.Requests.Add(request.Url);
        };
        await open.Page.GotoAsync(address);
        return open;
    }

    /// <summary>The value of a line of script, run by the test itself.</summary>
    public Task<T> Value<T>(string script) => Page.EvaluateAsync<T>(script);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
