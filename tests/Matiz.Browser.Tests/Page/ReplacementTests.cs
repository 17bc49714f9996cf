using Microsoft.Playwright;

namespace Matiz.Browser.Tests.Page;

/// <summary>A model that is replaced while the page is open, by one that calls its first label otherwise.</summary>
public sealed class ReplacementTests(Browser browser) : IClassFixture<Browser>
{
    private const string Later = "ffffffffffffffff";

    private bool _isReplaced;

    [Fact]
    public async Task Trial_ReadsTheNewLabelsBeforeItShowsAnAnswer()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, prepare: PrepareAsync);
        await open.Page.Locator("#text").FillAsync("a text");
        await Assertions.Expect(open.Page.Locator("#bars .name").First).ToHaveTextAsync("anger");
        _isReplaced = true;
        await open.Page.Locator("#text").FillAsync("another text");
        await Assertions.Expect(open.Page.Locator("#bars .name").First).ToHaveTextAsync("wrath");
        Assert.Contains(Later, await open.Page.Locator("#model-facts").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("another text", await open.Page.Locator("#text").InputValueAsync());
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task ManyTexts_EndWhereTheLabelsAreOthers()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, prepare: PrepareAsync);
        _isReplaced = true;
        await open.Page.Locator("#lines").FillAsync("a text");
        await open.Page.Locator("#run").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#batch-trouble")).ToContainTextAsync("The model was replaced by one with other labels.");
        Assert.Equal(0, await open.Page.Locator("#result tbody tr").CountAsync());
    }

    private async Task PrepareAsync(IPage page)
    {
        string? first = null;
        await page.RouteAsync("**/matiz/page/{models,try,classify}", async route =>
        {
            var answer = await route.FetchAsync();
            string body = await answer.TextAsync();
            first ??= System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("models")[0].GetProperty("version").GetString()!;
            if (_isReplaced)
                body = body.Replace(first, Later, StringComparison.Ordinal).Replace("\"anger\"", "\"wrath\"", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = body });
        });
    }
}
