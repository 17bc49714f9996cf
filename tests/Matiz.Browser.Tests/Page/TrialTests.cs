using System.Globalization;
using Matiz.Testing;
using Microsoft.Playwright;

namespace Matiz.Browser.Tests.Page;

/// <summary>One text on the page of a server.</summary>
public sealed class TrialTests(Browser browser) : IClassFixture<Browser>
{
    private const string Widths = "[...document.querySelectorAll('#bars .fill')].map(fill => parseFloat(fill.style.width))";

    [Fact]
    public async Task Typing_ShowsABarForEachLabelAndTheHighest()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").PressSequentiallyAsync("i feel great");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        Assert.Equal(
            ["anger", "fear", "joy", "love", "sadness", "surprise"], await open.Page.Locator("#bars .name").AllInnerTextsAsync());
        double[] widths = await open.Value<double[]>(Widths);
        Assert.Equal(100, widths.Sum(), 0.1);
        string highest = await open.Page.Locator("#bars .bar.own .name").InnerTextAsync();
        Assert.Equal(highest, await open.Page.Locator("#verdict strong").InnerTextAsync());
        Assert.Equal(Array.IndexOf(widths, widths.Max()), await open.Value<int>(
            "[...document.querySelectorAll('#bars .bar')].findIndex(bar => bar.classList.contains('own'))"));
        Assert.Empty(open.Complaints);
        Assert.Empty(open.Requests);
    }

    [Fact]
    public async Task Typing_GivesUpTheEarlierRequest()
    {
        await using var server = await PageServer.StartAsync();
        var given = new List<string>();
        await using var open = await server.OpenAsync(browser, prepare: page => page.RouteAsync("**/matiz/page/try", async route =>
        {
            if (route.Request.PostData!.Contains("first", StringComparison.Ordinal))
            {
                await Task.Delay(1500, TestContext.Current.CancellationToken);
                try
                {
                    await route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = "{}" });
                }
                catch (PlaywrightException)
                {
                    // It was given up.
                }

                return;
            }

            await route.ContinueAsync();
        }));
        open.Page.RequestFailed += (_, request) => given.Add(request.PostData ?? "");
        var first = open.Page.WaitForRequestAsync("**/matiz/page/try");
        await open.Page.Locator("#text").FillAsync("first");
        await first;
        await open.Page.Locator("#text").FillAsync("second text");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        await open.Page.WaitForTimeoutAsync(1700);
        Assert.Contains("first", Assert.Single(given), StringComparison.Ordinal);
        Assert.Contains("second text", await open.Page.Locator("#token-text .reading").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Busy_SaysSoAndShowsNoEarlierAnswer()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, prepare: page => page.RouteAsync("**/matiz/page/try", route =>
            route.Request.PostData!.Contains("busy", StringComparison.Ordinal)
                ? route.FulfillAsync(new() { Status = 429, Headers = new Dictionary<string, string> { ["retry-after"] = "9" } })
                : route.ContinueAsync()));
        await open.Page.Locator("#text").FillAsync("a text");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        await open.Page.Locator("#text").FillAsync("busy");
        await Assertions.Expect(open.Page.Locator("#try-trouble")).ToHaveTextAsync("The server is busy; trying again in 9 s.");
        Assert.Equal("No answer.", await open.Page.Locator("#verdict").InnerTextAsync());
        Assert.Equal(0, await open.Page.Locator("#bars .bar").CountAsync());
        await open.Page.Locator("#text").FillAsync("a text");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        Assert.False(await open.Page.Locator("#try-trouble").IsVisibleAsync());
    }

    [Fact]
    public async Task ModelsBeingLoaded_AreWaitedFor()
    {
        int asked = 0;
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, prepare: page => page.RouteAsync("**/matiz/page/models", route =>
            ++asked == 1 ? route.FulfillAsync(new() { Status = 503, Body = "{}" }) : route.ContinueAsync()));
        Assert.Equal(2, asked);
        Assert.False(await open.Page.Locator("#trouble").IsVisibleAsync());
    }

    [Fact]
    public async Task NoServer_SaysSo()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(
            browser, prepare: page => page.RouteAsync("**/matiz/page/try", route => route.AbortAsync()));
        await open.Page.Locator("#text").FillAsync("a text");
        await Assertions.Expect(open.Page.Locator("#try-trouble")).ToContainTextAsync("The server does not answer.");
    }

    [Fact]
    public async Task Emptied_ShowsNothing()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync("a text");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        await open.Page.Locator("#clear").ClickAsync();
        await open.Page.Locator("#verdict .absent").WaitForAsync();
        Assert.False(await open.Page.Locator("#tokens").IsVisibleAsync());
        Assert.Equal(0, await open.Page.Locator("#bars .bar").CountAsync());
    }

    [Fact]
    public async Task Tokens_StandOverTheTextWithTheirPlaces()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        const string Text = "so 👍🏽 good, i feel great";
        await open.Page.Locator("#text").FillAsync(Text);
        await open.Page.Locator("#tokens .token").First.WaitForAsync();
        string shown = await open.Value<string>(
            "[...document.querySelector('.reading').childNodes].filter(node => !node.classList?.contains('special'))"
            + ".map(node => node.firstChild?.textContent ?? node.textContent).join('')");
        Assert.Equal(Text, shown);
        Assert.Equal(["[CLS]", "[SEP]"], await open.Page.Locator("#tokens .special").AllInnerTextsAsync());
        await open.Page.Locator("#token-list summary").ClickAsync();
        int rows = await open.Page.Locator("#token-list tbody tr").CountAsync();
        Assert.StartsWith(
            rows.ToString(CultureInfo.InvariantCulture) + " of at most 48 tokens",
            await open.Page.Locator("#token-count").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongText_IsStruckThroughWhereItIsCut()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync(string.Concat(Enumerable.Repeat("so ", 60)));
        await open.Page.Locator("#tokens .token.cut").First.WaitForAsync();
        Assert.Equal(14, await open.Page.Locator("#tokens .token.cut").CountAsync());
        Assert.StartsWith(
            "14 tokens were cut off", await open.Page.Locator("#token-count strong").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondText_IsReadAsWell()
    {
        await using var server = await PageServer.StartAsync(null, new PageModel("pairs", new SampleRun()));
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync("i feel great");
        await open.Page.Locator("#add-pair").ClickAsync();
        await open.Page.Locator("#pair").FillAsync("so good");
        await Assertions.Expect(open.Page.Locator("#token-text .reading").Nth(1)).ToContainTextAsync("so good");
        Assert.Equal(3, await open.Page.Locator("#tokens .special").CountAsync());
    }

    [Fact]
    public async Task NotSureEnough_SaysSo()
    {
        await using var server = await PageServer.StartAsync(
            null,
            new PageModel("emotion", new SampleRun()) { Calibration = """{"min_score": 0.99, "temperature": 2, "thresholds": null}""" });
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync("i feel great");
        await open.Page.Locator("#verdict .withheld").WaitForAsync();
        Assert.Equal("No answer: not sure enough", await open.Page.Locator("#verdict .withheld").InnerTextAsync());
        Assert.Equal(0, await open.Page.Locator("#bars .bar.own").CountAsync());
        Assert.Equal(6, await open.Page.Locator("#bars .threshold").CountAsync());
        Assert.Contains("calibrated (temperature 2)", await open.Page.Locator("#model-facts").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralLabels_HaveTheirThresholdsDrawn()
    {
        var run = new SampleRun { Labels = ["one", "two", "three"], ProblemType = "multi_label_classification" };
        await using var server = await PageServer.StartAsync(
            null, new PageModel("tags", run)
            {
                Calibration = """{"min_score": null, "temperature": 1, "thresholds": {"one": 0.01, "two": 0.99}}""",
            });
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync("i feel great");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        double[] marks = await open.Value<double[]>(
            "[...document.querySelectorAll('#bars .threshold')].map(mark => parseFloat(mark.style.left))");
        Assert.Equal([1, 99, 50], marks.Select(mark => Math.Round(mark)));
        string[] given = [.. await open.Page.Locator("#verdict strong").AllInnerTextsAsync()];
        Assert.Contains("one", given);
        Assert.DoesNotContain("two", given);
    }

    [Fact]
    public async Task Regression_ShowsTheNumber()
    {
        await using var server = await PageServer.StartAsync(
            null, new PageModel("stars", new SampleRun { Labels = [], ProblemType = "regression" }));
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync("i feel great");
        await open.Page.Locator("#verdict strong").WaitForAsync();
        Assert.Matches(@"^-?\d+\.\d{3}$", await open.Page.Locator("#verdict strong").InnerTextAsync());
        Assert.Equal(8, await open.Page.Locator(".examples button").CountAsync());
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task ManyLabels_ShowTheHighestTenFirst()
    {
        var run = new SampleRun { Labels = [.. Enumerable.Range(0, 30).Select(k => $"intent {k}")] };
        await using var server = await PageServer.StartAsync(null, new PageModel("intents", run));
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync("i feel great");
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        double[] widths = await open.Value<double[]>(Widths);
        Assert.Equal(10, widths.Length);
        Assert.Equal(widths.OrderDescending(), widths);
        await open.Page.Locator("#more-bars").ClickAsync();
        Assert.Equal(30, await open.Page.Locator("#bars .bar").CountAsync());
    }

    [Fact]
    public async Task Example_GoesIntoTheBox()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        var example = open.Page.Locator(".examples button").First;
        string text = await example.Locator(".example-text").First.InnerTextAsync();
        await example.ClickAsync();
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        Assert.Equal(text, await open.Page.Locator("#text").InputValueAsync());
        Assert.Equal("text", await open.Value<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task Models_CanBeChosenAndKeepTheText()
    {
        var tags = new SampleRun { Labels = ["one", "two"], ProblemType = "multi_label_classification" };
        await using var server = await PageServer.StartAsync(null, new("emotion", new SampleRun()), new("tags", tags) { Card = null });
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#text").FillAsync("i feel great");
        await open.Page.Locator("#bars .bar").Nth(5).WaitForAsync();
        Assert.Equal(6, await open.Page.Locator(".matrix tbody tr").CountAsync());
        await open.Page.Locator("#model").SelectOptionAsync("tags");
        await Assertions.Expect(open.Page.Locator("#bars .bar")).ToHaveCountAsync(2);
        Assert.Equal("tags", await open.Page.Locator("h1").InnerTextAsync());
        await Assertions.Expect(open.Page.Locator("#card .absent")).ToBeVisibleAsync();
        Assert.Equal(0, await open.Page.Locator(".matrix").CountAsync());
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Answer_IsSpokenOnceTheFingersRest()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        // The page itself notes what comes when: a look from outside may come too late.
        await open.Page.EvaluateAsync("""
            () => {
                window.changes = [];
                for (const id of ["bars", "spoken"]) {
                    new MutationObserver(() => window.changes.push({ id, at: performance.now() }))
                        .observe(document.getElementById(id), { childList: true, subtree: true, characterData: true });
                }
            }
            """);
        await open.Page.Locator("#text").FillAsync("i feel");
        await Assertions.Expect(open.Page.Locator("#spoken")).ToContainTextAsync("%");
        double later = await open.Page.EvaluateAsync<double>(
            "() => window.changes.find(c => c.id === 'spoken').at - window.changes.find(c => c.id === 'bars').at");
        Assert.InRange(later, 300, 60_000);
    }
}
