using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Matiz.Browser.Tests.Page;

/// <summary>Many texts on the page of a server.</summary>
public sealed class BatchTests(Browser browser) : IClassFixture<Browser>
{
    private const string Classify = "**/matiz/page/classify";

    [Fact]
    public async Task DroppedCsv_IsClassifiedAndDownloaded()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        const string Csv = "id,text,label\r\n7,\"a \"\"quoted\"\" text,\r\nof two lines\",x\r\n8,=1+2,x\r\n9,i feel great,x\r\n";
        await DropAsync(open, "rows.csv", Csv);
        Assert.Equal("1", await open.Page.Locator("#column-text").InputValueAsync());
        await open.Page.Locator("#run").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        Assert.Equal(3, await open.Page.Locator("#result tbody tr").CountAsync());
        string[] csv = (await SavedAsync(open, "#save-csv", "rows-emotion.csv")).Split('\n');
        Assert.Equal(
            "row,id,text,text_pair,label,label_index,score,score.anger,score.fear,score.joy,score.love,score.sadness,score.surprise,"
            + "token_count,dropped_tokens,model_version,error", csv[0]);
        Assert.Equal("1,7,\"a \"\"quoted\"\" text,\r", csv[1]);
        Assert.StartsWith("of two lines\",,", csv[2], StringComparison.Ordinal);
        Assert.StartsWith("2,8,'=1+2,,", csv[3], StringComparison.Ordinal);
        var json = (await SavedAsync(open, "#save-jsonl", "rows-emotion.jsonl")).Trim().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("=1+2", json[1].GetProperty("text").GetString());
        string label = json[2].GetProperty("label").GetString()!;
        Assert.Equal(
            json[2].GetProperty("score").GetDouble(),
            json[2].GetProperty("scores").EnumerateObject().Max(score => score.Value.GetDouble()));
        Assert.Equal(label, await open.Page.Locator("#result tbody tr").Nth(2).Locator("td").Nth(2).InnerTextAsync());
        Assert.Empty(open.Complaints);
        Assert.Empty(open.Requests);
    }

    [Fact]
    public async Task PastedLines_AreClassifiedInTheirOrder()
    {
        await using var server = await PageServer.StartAsync(options => options with { MostBatch = 3 });
        await using var open = await server.OpenAsync(browser);
        await open.Page.Locator("#lines").FillAsync(string.Join('\n', Enumerable.Range(1, 20).Select(k => $"text {k}")) + "\n\n");
        await open.Page.Locator("#run").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        string[] texts = await open.Value<string[]>(
            "[...document.querySelectorAll('#result tbody tr')].map(row => row.cells[1].textContent)");
        Assert.Equal(Enumerable.Range(1, 20).Select(k => $"text {k}"), texts);
        Assert.Equal("Done: 20 of 20 texts.", await open.Page.Locator("#progress-text").InnerTextAsync());
        await open.Page.Locator("#result-sort").FocusAsync();
        await open.Page.Locator("#result-sort").SelectOptionAsync("unsure");
        Assert.Equal("result-sort", await open.Value<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task FiftyThousandRows_DoNotFreezeThePage()
    {
        const int Rows = 50_000;
        await using var server = await PageServer.StartAsync(options => options with { MostBatch = 5000 });
        await using var open = await server.OpenAsync(browser, prepare: page => page.RouteAsync(Classify, route =>
        {
            int count = JsonDocument.Parse(route.Request.PostData!).RootElement.GetProperty("texts").GetArrayLength();
            const string Answer = """{"label":2,"score":0.5,"scores":[0.1,0.1,0.5,0.1,0.1,0.1],"token_count":4,"dropped_tokens":0}""";
            return route.FulfillAsync(new()
            {
                Status = 200,
                ContentType = "application/json",
                Body = $$"""{"version":"0123456789abcdef","answers":[{{string.Join(',', Enumerable.Repeat(Answer, count))}}]}""",
            });
        }));
        var csv = new StringBuilder("text\n");
        for (int i = 0; i < Rows; i++) csv.Append(CultureInfo.InvariantCulture, $"\"row {i}, a text\"\n");
        await DropAsync(open, "many.csv", csv.ToString());
        await open.Page.Locator("#run").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        Assert.Equal(50, await open.Page.Locator("#result tbody tr").CountAsync());
        double[] ms = await open.Value<double[]>("""
            ["page-next", "result-sort", "result-label"].map(id => {
              const began = performance.now(), element = document.getElementById(id);
              if (id === "page-next") element.click();
              else { element.selectedIndex = 1; element.dispatchEvent(new Event("change")); }
              document.body.offsetHeight;
              return performance.now() - began;
            })
            """);
        Assert.All(ms, each => Assert.InRange(each, 0, 1500));
        Assert.Equal(Rows + 2, (await SavedAsync(open, "#save-csv", "many-emotion.csv")).Split('\n').Length);
    }

    [Fact]
    public async Task Busy_IsWaitedOut()
    {
        int asked = 0;
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, prepare: page => page.RouteAsync(Classify, route => ++asked == 1
            ? route.FulfillAsync(new() { Status = 429, Headers = new Dictionary<string, string> { ["retry-after"] = "2" }, Body = "{}" })
            : route.ContinueAsync()));
        await open.Page.Locator("#lines").FillAsync("a text");
        var clock = Stopwatch.StartNew();
        await open.Page.Locator("#run").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#progress-text")).ToContainTextAsync("The server is busy; trying again in 2 s.");
        await open.Page.Locator("#save-csv").WaitForAsync();
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.9, 20);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Stopped_KeepsWhatIsAnswered()
    {
        int asked = 0;
        await using var server = await PageServer.StartAsync(options => options with { MostBatch = 1 });
        await using var open = await server.OpenAsync(browser, prepare: page => page.RouteAsync(Classify, async route =>
        {
            if (++asked <= 2) await route.ContinueAsync();      // the others are never answered
        }));
        await open.Page.Locator("#lines").FillAsync("one\ntwo\nthree\nfour");
        await open.Page.Locator("#run").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#progress-text")).ToContainTextAsync("2 of 4");
        Assert.Equal("stop", await open.Value<string>("document.activeElement.id"));
        await open.Page.Locator("#stop").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        Assert.Equal("Stopped: 2 of 4 texts have an answer.", await open.Page.Locator("#progress-text").InnerTextAsync());
        Assert.Equal(2, await open.Page.Locator("#result tbody tr").CountAsync());
        Assert.Equal("run", await open.Value<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task OneBadText_FailsAlone()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, prepare: page => page.RouteAsync(Classify, route =>
            route.Request.PostData!.Contains("bad", StringComparison.Ordinal)
                ? route.FulfillAsync(
                    new() { Status = 422, ContentType = "application/problem+json", Body = """{"detail":"it cannot be read."}""" })
                : route.ContinueAsync()));
        await open.Page.Locator("#lines").FillAsync("one\ntwo\nbad\nfour\nfive");
        await open.Page.Locator("#run").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        Assert.Equal("it cannot be read.", await open.Page.Locator("#result tr.fault .reason").InnerTextAsync());
        Assert.Equal(4, await open.Page.Locator("#result tbody tr:not(.fault)").CountAsync());
        Assert.EndsWith(
            ",it cannot be read.", (await SavedAsync(open, "#save-csv", "texts-emotion.csv")).Split('\n')[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rows.csv", "text,label\na,b,c\n", "Line 2 has 3 fields, the first row 2.")]
    [InlineData("rows.csv", "text\n\"a\n", "The quotes that begin on line 2 never end.")]
    [InlineData("rows.csv", "text\n\"a\"b\n", "On line 2 something follows a closing quote.")]
    [InlineData("rows.csv", "text\n", "The file has no rows.")]
    [InlineData("rows.csv", "text\na\0b\n", "The file holds bytes that are no text.")]
    [InlineData("rows.xlsx", "PK\u0003\u0004", "This is a spreadsheet or an archive.")]
    [InlineData("rows.jsonl", "{\"text\": \"a\"}\n[1]\n", "Line 2 is no JSON object.")]
    public async Task BadFile_IsRefusedByName(string name, string content, string expected)
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        await DropAsync(open, name, content, isThere: false);
        await Assertions.Expect(open.Page.Locator("#batch-trouble")).ToContainTextAsync(expected);
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task UnknownColumns_AreAskedFor()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        await DropAsync(open, "mails.tsv", "subject\tbody\nhello\ti feel great\n");
        await open.Page.Locator("#run").ClickAsync();
        await Assertions.Expect(open.Page.Locator("#batch-trouble")).ToContainTextAsync("No column is chosen for the text.");
        await open.Page.Locator("#column-text").SelectOptionAsync("1");
        await open.Page.Locator("#column-pair").SelectOptionAsync("0");
        await open.Page.Locator("#run").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        Assert.Equal("i feel greathello", await open.Page.Locator("#result tbody td").Nth(1).TextContentAsync());
    }

    private static async Task DropAsync(OpenPage open, string name, string content, bool isThere = true)
    {
        await open.Page.EvaluateAsync(
            """
            ([name, content]) => {
              const data = new DataTransfer();
              data.items.add(new File([content], name));
              for (const type of ["dragover", "drop"])
                document.getElementById("drop").dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            new[] { name, content });
        if (isThere) await open.Page.Locator("#column-text").WaitForAsync();
    }

    private static async Task<string> SavedAsync(OpenPage open, string button, string name)
    {
        var download = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.Locator(button).ClickAsync());
        Assert.Equal(name, download.SuggestedFilename);
        return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
