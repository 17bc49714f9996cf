using Microsoft.Playwright;

namespace Matiz.Browser.Tests;

/// <summary>
/// The system's Chromium, started once for all tests of a class; without one the tests are skipped. Nothing is downloaded: a package of
/// the system (Debian: <c>apt-get install chromium</c>) or the variable <c>MATIZ_CHROMIUM</c> gives the program.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Chromium's sandbox needs rights that containers rarely have; the pages are our own.
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Program { get; } =
        Environment.GetEnvironmentVariable("MATIZ_CHROMIUM") is { Length: > 0 } own ? own : Array.Find(Places, File.Exists);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Program is null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Arguments });
    }

    /// <summary>A page of a file, with everything noted that it asked for and complained about.</summary>
    /// <param name="html">The page's text.</param>
    /// <param name="options">Size, colours, whether scripts run.</param>
    public async Task<OpenPage> Open(string html, BrowserNewContextOptions? options = null) =>
        await OpenPage.OfFile(await ContextAsync(options), html);

    /// <summary>A page of a server; what it asks of anyone else is noted and refused.</summary>
    /// <param name="address">The page's address.</param>
    /// <param name="options">Size, colours, language.</param>
    /// <param name="prepare">Changes the page before it is loaded, such as by routes of its own.</param>
    public async Task<OpenPage> Open(Uri address, BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null) =>
        await OpenPage.OfAddress(await ContextAsync(options), address, prepare);

    private async Task<IBrowserContext> ContextAsync(BrowserNewContextOptions? options)
    {
        Assert.SkipUnless(_browser is not null,
            "there is no Chromium on this machine: install it (Debian: apt-get install chromium) or name it in MATIZ_CHROMIUM.");
        return await _browser!.NewContextAsync(options ?? new());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
