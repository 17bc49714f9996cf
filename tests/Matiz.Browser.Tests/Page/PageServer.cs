using Matiz.Data;
using Matiz.Models;
using Matiz.Server;
using Matiz.Testing;
using Microsoft.Playwright;

namespace Matiz.Browser.Tests.Page;

/// <summary>
/// A server with the page, over tiny models of random weights in run folders that a <see cref="SampleRun"/> wrote; all of it goes away at
/// the end.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly MatizServer _server;
    private readonly string _folder;

    private PageServer(MatizServer server, string folder) => (_server, _folder) = (server, folder);

    /// <summary>The page's address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The server of one model of six emotions.</summary>
    public static Task<PageServer> StartAsync(Func<MatizServerOptions, MatizServerOptions>? configure = null) =>
        StartAsync(configure, new PageModel("emotion", new SampleRun()));

    /// <summary>The server of some models.</summary>
    public static async Task<PageServer> StartAsync(
        Func<MatizServerOptions, MatizServerOptions>? configure, params PageModel[] models)
    {
        string folder = Directory.CreateTempSubdirectory("matiz-page-server-").FullName;
        foreach (var model in models) model.Write(Path.Combine(folder, model.Name));
        var server = new PageServer(
            new MatizServer(
                services =>
                {
                    foreach (var model in models)
                    {
                        services.AddMatiz(
                            Path.Combine(folder, model.Name), model.Name,
                            configure: options => (configure?.Invoke(options) ?? options) with { Page = true });
                    }
                },
                new MatizListenOptions { Port = 0 }),
            folder);
        server.Address = await server._server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>The page in a browser, when it shows the first model.</summary>
    public async Task<OpenPage> OpenAsync(
        Browser browser, BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
    {
        options ??= new BrowserNewContextOptions();
        options.Locale ??= "en-US";
        var open = await browser.Open(Address, options, prepare);
        await open.Page.Locator("#model-facts dd").First.WaitForAsync();
        await open.Page.Locator("#card h3").WaitForAsync();
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A tiny model in a run folder.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Run">Labels, problem type and rows.</param>
internal sealed record PageModel(string Name, SampleRun Run)
{
    /// <summary>The text of <c>calibration.json</c>; null: there is none.</summary>
    public string? Calibration { get; init; }

    /// <summary>The text of <c>README.md</c>; null: there is none.</summary>
    public string? Card { get; init; } = """
        ---
        license: apache-2.0
        ---
        # A card

        With *emphasis*, `code` and a [link](https://example.org/).

        | a | b |
        |---|---|
        | 1 | 2 |

        """;

    /// <summary>Writes the folder.</summary>
    public void Write(string folder)
    {
        Run.Write(folder);
        File.Delete(Path.Combine(folder, "config.json"));
        AutoModelForSequenceClassification
            .FromPretrained(
                SharedFiles.Golden("tiny/bert/base"), new ClassLabel(Run.Labels.Count == 0 ? ["LABEL_0"] : Run.Labels),
                ProblemType.Parse(Run.ProblemType))
            .Save(folder);
        if (Calibration is not null) File.WriteAllText(Path.Combine(folder, "calibration.json"), Calibration);
        if (Card is not null) File.WriteAllText(Path.Combine(folder, "README.md"), Card);
    }
}
