using System.Globalization;
using Matiz.Reports;
using Matiz.Testing;
using Microsoft.Playwright;

namespace Matiz.Browser.Tests.Reports;

/// <summary>The report as a browser shows it.</summary>
public sealed class ReportPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string VisibleRows = "[...document.querySelectorAll('#row-table tbody tr')].filter(row => "
        + "row.getClientRects().length > 0)";

    private static readonly string[] OddTexts =
    [
        "<script>document.title = 'broken'</script>",
        "<img src=\"https://example.org/x.png\" onerror=\"document.title = 'broken'\">", "</td></table><h1>broken</h1>",
        "👨‍👩‍👧‍👦 👍🏽", "حزن عميق جدا ومستمر", new string('W', 400), "https://example.org/" + new string('a', 300),
    ];

    private static readonly BrowserNewContextOptions Phone = new()
    {
        ViewportSize = new() { Width = 360, Height = 740 },
        DeviceScaleFactor = 2,
        HasTouch = true,
        IsMobile = true,
    };

    [Theory]
    [InlineData(ReportLanguage.English)]
    [InlineData(ReportLanguage.Spanish)]
    public async Task HostileTexts_NothingRunsNothingIsAskedForNothingComplains(ReportLanguage language)
    {
        var sample = new SampleRun { OddTexts = OddTexts, Labels = ["<b>a</b>", "\"'&", "joy"] };
        await using var open = await browser.Open(Html(sample, new() { Language = language }));
        await open.Page.Locator("#rows").ScrollIntoViewIfNeededAsync();
        await open.Page.Locator("#row-sort").SelectOptionAsync("place-up");
        Assert.Empty(open.Complaints);
        Assert.Empty(open.Requests);
        Assert.NotEqual("broken", await open.Page.TitleAsync());
        Assert.Equal(1, await open.Page.Locator("h1").CountAsync());
    }

    [Theory]
    [InlineData(2, "x")]
    [InlineData(6, "a label of forty characters, as there are")]
    [InlineData(30, "WWWWWWWWWWMMMMMMMMMMWWWWWWWWWWMMMMMMMMMM")]
    [InlineData(77, "intent_that_was_not_understood_by_anyone_")]
    public async Task Phone_NeverScrollsSideways(int classes, string label)
    {
        string[] labels = [.. Enumerable.Range(0, classes).Select(k => $"{label} {k}")];
        await using var open = await browser.Open(Html(new() { Labels = labels, Rows = 300, OddTexts = OddTexts }), Phone);
        Assert.Equal(360, await open.Value<int>("document.documentElement.scrollWidth"));
        Assert.True(await open.Page.Locator("#classes .narrow svg").IsVisibleAsync());
        Assert.False(await open.Page.Locator("#classes .wide svg").IsVisibleAsync());
    }

    [Theory]
    [InlineData("multi_label_classification")]
    [InlineData("regression")]
    public async Task OtherTasks_AreSoundOnAPhoneAsWell(string problemType)
    {
        string[] labels = problemType is "regression" ? [] : ["one", "two", "three"];
        await using var open = await browser.Open(Html(new() { ProblemType = problemType, Labels = labels }), Phone);
        Assert.Equal(360, await open.Value<int>("document.documentElement.scrollWidth"));
        await open.Page.Locator("#row-sort").SelectOptionAsync("loss-up");
        double[] losses = await open.Value<double[]>($"{VisibleRows}.map(row => Number(row.dataset.loss))");
        Assert.Equal(losses.Order(), losses);
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Cell_NarrowsToItsPair()
    {
        await using var open = await browser.Open(Html(new()));
        var cell = open.Page.Locator("#confusion .wide svg a[data-truth='3'][data-predicted='2']");
        await cell.ClickAsync();
        string[] pairs = await open.Value<string[]>($"{VisibleRows}.map(row => row.dataset.truth + row.dataset.predicted)");
        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal("32", pair));
        Assert.Equal(
            ["3", "2"],
            [await open.Page.Locator("#row-truth").InputValueAsync(), await open.Page.Locator("#row-predicted").InputValueAsync()]);
        string told = await open.Page.Locator("#row-count").InnerTextAsync();
        Assert.StartsWith($"{pairs.Length} listed rows match; the pair has {pairs.Length} in all.", told, StringComparison.Ordinal);
        await open.Page.Locator("#row-tools button").ClickAsync();
        Assert.Equal("100", (await open.Value<int>($"{VisibleRows}.length")).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Cell_IsReachedByTheKeyboard()
    {
        await using var open = await browser.Open(Html(new()));
        var cell = open.Page.Locator("#confusion .wide svg a[data-truth='1'][data-predicted='0']");
        await cell.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        string[] pairs = await open.Value<string[]>($"{VisibleRows}.map(row => row.dataset.truth + row.dataset.predicted)");
        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal("10", pair));
    }

    [Fact]
    public async Task Search_FindsTextLabelsAndPlaces()
    {
        await using var open = await browser.Open(Html(new() { OddTexts = ["a Needle in the hay"] }));
        await open.Page.Locator("#row-search").FillAsync("NEEDLE hay");
        string[] texts = await open.Value<string[]>($"{VisibleRows}.map(row => row.cells[3].textContent)");
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Contains("Needle", text, StringComparison.Ordinal));
        await open.Page.Locator("#row-search").FillAsync("validation.csv:17");
        Assert.NotEqual(0, await open.Value<int>($"{VisibleRows}.length"));
        await open.Page.Locator("#row-search").FillAsync("nothing has this");
        Assert.Equal(0, await open.Value<int>($"{VisibleRows}.length"));
        Assert.True(await open.Page.Locator("#row-none").IsVisibleAsync());
    }

    [Fact]
    public async Task Headings_SortBothWays()
    {
        await using var open = await browser.Open(Html(new()));
        var heading = open.Page.Locator("#row-table th[data-sort='loss']");
        Assert.Equal("descending", await heading.GetAttributeAsync("aria-sort"));
        await heading.Locator("button").ClickAsync();
        Assert.Equal("ascending", await heading.GetAttributeAsync("aria-sort"));
        double[] losses = await open.Value<double[]>($"{VisibleRows}.map(row => Number(row.dataset.loss))");
        Assert.Equal(losses.Order(), losses);
        await open.Page.Locator("#row-table th[data-sort='place'] button").ClickAsync();
        int[] lines = await open.Value<int[]>(
            $"{VisibleRows}.map(row => Number(row.querySelector('.place').textContent.split(':').pop()))");
        Assert.Equal(lines.Order(), lines);
        await open.Page.Locator("#row-wrong").CheckAsync();
        Assert.True(await open.Value<bool>($"{VisibleRows}.every(row => row.className === 'wrong')"));
    }

    [Fact]
    public async Task More_ShowsTheNextHundred()
    {
        await using var open = await browser.Open(Html(new() { Rows = 250 }));
        Assert.Equal(100, await open.Value<int>($"{VisibleRows}.length"));
        await open.Page.Locator("#row-more button").ClickAsync();
        Assert.Equal(200, await open.Value<int>($"{VisibleRows}.length"));
        await open.Page.Locator("#row-more button").ClickAsync();
        Assert.Equal(250, await open.Value<int>($"{VisibleRows}.length"));
        Assert.False(await open.Page.Locator("#row-more").IsVisibleAsync());
    }

    [Fact]
    public async Task WithoutScript_EveryRowIsThereAndNoToolPretends()
    {
        await using var open = await browser.Open(Html(new() { Rows = 150 }), new() { JavaScriptEnabled = false });
        var rows = open.Page.Locator("#row-table tbody tr");
        Assert.Equal(150, await rows.CountAsync());
        Assert.True(await rows.Last.IsVisibleAsync());
        Assert.False(await open.Page.Locator("#row-tools").IsVisibleAsync());
    }

    [Fact]
    public async Task Colors_FollowTheSystem_PaperIsLight()
    {
        const string Ground = "getComputedStyle(document.querySelector('section')).backgroundColor";
        const string Label = "getComputedStyle(document.querySelector('#confusion .wide svg .mz-text')).fill";
        string html = Html(new());
        await using var light = await browser.Open(html, new() { ColorScheme = ColorScheme.Light });
        await using var dark = await browser.Open(html, new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal(["rgb(255, 255, 255)", "rgb(27, 31, 36)"], [await light.Value<string>(Ground), await light.Value<string>(Label)]);
        Assert.Equal(["rgb(20, 23, 28)", "rgb(232, 235, 239)"], [await dark.Value<string>(Ground), await dark.Value<string>(Label)]);
        await dark.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(["rgb(255, 255, 255)", "rgb(27, 31, 36)"], [await dark.Value<string>(Ground), await dark.Value<string>(Label)]);
        Assert.False(await dark.Page.Locator("nav").IsVisibleAsync());
        Assert.Equal(60, await dark.Value<int>($"{VisibleRows}.length"));
    }

    private static string Html(SampleRun sample, ReportOptions? options = null)
    {
        string folder = Directory.CreateTempSubdirectory("matiz-browser-").FullName;
        try
        {
            sample.Write(folder);
            return Report.OfRun(folder, options).ToHtml();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
