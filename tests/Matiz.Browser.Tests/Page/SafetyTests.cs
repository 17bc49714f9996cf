using Matiz.Testing;

namespace Matiz.Browser.Tests.Page;

/// <summary>Texts, labels and cards of strangers on the page, and its key.</summary>
public sealed class SafetyTests(Browser browser) : IClassFixture<Browser>
{
    private const string Hostile = "<img src=x onerror=\"document.title='broken'\">";

    private static readonly string HostileCard = $"""
        # <script>document.title = 'broken'</script>

        {Hostile} <iframe src="https://example.org"></iframe> ![picture](https://example.org/x.png)

        [click](javascript:document.title='broken') [fine](https://example.org/) <https://example.org/y>

        | {Hostile} | b |
        |---|---|
        | `{Hostile}` | **{Hostile}** |

        - {Hostile}
        <style>* [ color: red ]</style><link rel="stylesheet" href="https://example.org/x.css">
        """;

    [Theory]
    [InlineData("en-US")]
    [InlineData("es-MX")]
    public async Task HostileLabelsTextsAndCard_NothingRunsAndNothingIsAskedFor(string locale)
    {
        var run = new SampleRun { Labels = [Hostile, "\"'&</b>", "joy"], OddTexts = [Hostile, "</textarea><script>1</script>"] };
        await using var server = await PageServer.StartAsync(null, new PageModel("emotion", run) { Card = HostileCard });
        await using var open = await server.OpenAsync(browser, new() { Locale = locale });
        await open.Page.Locator("#text").FillAsync(Hostile);
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        await open.Page.Locator("#lines").FillAsync(Hostile);
        await open.Page.Locator("#run").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        foreach (var summary in await open.Page.Locator("summary").AllAsync())
        {
            if (await summary.IsVisibleAsync()) await summary.ClickAsync();
        }

        Assert.Equal(0, await open.Page.Locator("main img, main iframe, main script, main style, main link").CountAsync());
        Assert.Equal(
            ["https://example.org/", "https://example.org/y"],
            await open.Value<string[]>("[...document.querySelectorAll('#card a')].map(a => a.href)"));
        Assert.Contains(Hostile, await open.Page.Locator("#card").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(Hostile, await open.Page.Locator("#bars").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("emotion · Matiz", await open.Page.TitleAsync());
        Assert.Empty(open.Complaints);
        Assert.Empty(open.Requests);
    }

    [Fact]
    public async Task Policy_StopsWhatSlipsThrough()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        var failures = new List<string?>();
        open.Page.RequestFailed += (_, request) => failures.Add(request.Failure);
        await open.Page.EvaluateAsync("""
            () => {
              const script = document.createElement("script");
              try { script.textContent = "document.title = 'broken'"; document.body.append(script); } catch { }
              try { document.body.insertAdjacentHTML("beforeend", "<b>broken</b>"); } catch { }
              const image = document.createElement("img");
              image.src = "https://example.org/x.png";
              document.body.append(image);
            }
            """);
        await open.Page.WaitForTimeoutAsync(200);
        Assert.Equal("emotion · Matiz", await open.Page.TitleAsync());
        Assert.Equal(0, await open.Page.Locator("body > b").CountAsync());
        Assert.NotEmpty(open.Complaints);
        Assert.Equal(["csp"], failures);
    }

    [Fact]
    public async Task Key_IsAskedForAndKeptInTheTabAlone()
    {
        await using var server = await PageServer.StartAsync(options => options with { ApiKeys = ["a-secret"] });
        await using var open = await browser.Open(server.Address, new() { Locale = "en-US" });
        await open.Page.Locator("dialog[open]").WaitForAsync();
        Assert.Equal("key", await open.Value<string>("document.activeElement.id"));
        await open.Page.Keyboard.PressAsync("Escape");
        Assert.True(await open.Page.Locator("#key-dialog").IsVisibleAsync());
        await open.Page.Locator("#key").FillAsync("wrong");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.Locator("#key-wrong").WaitForAsync();
        await open.Page.Locator("#key").FillAsync("a-secret");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.Locator("#model-facts dd").First.WaitForAsync();
        await open.Page.Locator("#text").FillAsync("a text");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        Assert.Equal("a-secret", await open.Value<string>("sessionStorage.getItem('matiz.key')"));
        Assert.DoesNotContain("a-secret", await open.Value<string>("JSON.stringify({ ...localStorage }) + document.cookie + location.href"),
            StringComparison.Ordinal);
        await open.Page.ReloadAsync();
        await open.Page.Locator("#model-facts dd").First.WaitForAsync();
        Assert.False(await open.Page.Locator("#key-dialog").IsVisibleAsync());
    }

    [Theory]
    [InlineData("'`'.repeat(150000)")]
    [InlineData("'['.repeat(150000)")]
    [InlineData("'[a]('.repeat(50000)")]
    [InlineData("'<!--'.repeat(40000)")]
    [InlineData("'**a'.repeat(40000)")]
    [InlineData("'# ' + ' '.repeat(150000) + '#'")]
    [InlineData("('| a |\\n|' + '-'.repeat(50000)).repeat(3)")]
    [InlineData("'- [ ](((\\n'.repeat(20000)")]
    public async Task StrangeCards_AreShownAtOnce(string text)
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        double ms = await open.Value<double>($$"""
            (async () => {
              const { markdown } = await import(new URL("markdown.js", document.querySelector("script").src).href);
              const text = {{text}}, began = performance.now();
              markdown(text);
              return performance.now() - began;
            })()
            """);
        Assert.InRange(ms, 0, 2000);
    }
}
