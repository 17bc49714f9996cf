using System.Globalization;
using System.Text.Json;
using Matiz.Server.Page;
using Matiz.Testing;
using Microsoft.Playwright;

namespace Matiz.Browser.Tests.Page;

/// <summary>The page for every pair of eyes, for none, and for fingers alone.</summary>
public sealed class LooksTests(Browser browser) : IClassFixture<Browser>
{
    // Every text that can be seen, with the least contrast to what lies below it; colours as the browser itself paints them.
    private const string Contrasts = """
        () => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = color => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
          const ground = element => {
            const above = [];
            for (let at = element; at; at = at.parentElement) above.push(rgba(getComputedStyle(at).backgroundColor));
            return above.reverse().reduce((below, color) => over(color, below), [255, 255, 255, 1]);
          };
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
          const found = [];
          for (const element of document.querySelectorAll("body *")) {
            const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
            if (!hasText && !element.matches("input,select,textarea")) continue;
            if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(":disabled,.unseen,.skip,option")) continue;
            const below = ground(element);
            const colors = [getComputedStyle(element).color];
            if (element.placeholder) colors.push(getComputedStyle(element, "::placeholder").color);
            for (const color of colors)
              found.push([ratio(over(rgba(color), below), below), `${element.tagName} ${element.className} ${element.textContent.trim()}`]);
          }
          if (found.length < 80) return ["too few texts"];
          return found.filter(([value]) => value < 4.5).map(([value, name]) => `${value.toFixed(2)} ${name}`);
        }
        """;

    private static readonly BrowserNewContextOptions Phone = new()
    {
        ViewportSize = new() { Width = 360, Height = 740 },
        DeviceScaleFactor = 2,
        HasTouch = true,
        IsMobile = true,
        Locale = "en-US",
    };

    [Theory]
    [InlineData(ColorScheme.Light, "")]
    [InlineData(ColorScheme.Dark, "")]
    [InlineData(ColorScheme.Light, "dark")]
    [InlineData(ColorScheme.Dark, "light")]
    public async Task EveryText_HasAContrastOfFourAndAHalf(ColorScheme scheme, string choice)
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await FillAsync(open);
        if (choice.Length > 0) await open.Page.Locator("#theme").SelectOptionAsync(choice);
        bool isDark = (choice.Length > 0 ? choice : scheme == ColorScheme.Dark ? "dark" : "light") == "dark";
        Assert.Equal(
            isDark ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)",
            await open.Value<string>("getComputedStyle(document.querySelector('section')).backgroundColor"));
        Assert.Empty(await open.Page.EvaluateAsync<string[]>(Contrasts));
    }

    [Theory]
    [InlineData(6, "joy", "en-US")]
    [InlineData(30, "WWWWWWWWWWMMMMMMMMMMWWWWWWWWWWMMMMMMMMMM", "en-US")]
    [InlineData(50, "intent that was not understood by anyone", "es-ES")]
    public async Task Phone_NeverScrollsSideways(int labels, string label, string locale)
    {
        var run =
            new SampleRun { Labels = [.. Enumerable.Range(0, labels).Select(k => $"{label} {k}")], OddTexts = [new string('W', 400)] };
        await using var server = await PageServer.StartAsync(
            null, new("a-model-with-a-very-long-name-" + new string('x', 60), run), new("b", run));
        await using var open = await server.OpenAsync(browser, new(Phone) { Locale = locale });
        await FillAsync(open);
        await open.Page.Locator("#text").FillAsync(new string('W', 300) + " 👩‍👩‍👧‍👦");
        await open.Page.WaitForTimeoutAsync(500);
        Assert.Equal(360, await open.Value<int>("document.documentElement.scrollWidth"));
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Spanish_IsTheBrowsersOrChosenAndWhole()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, new() { Locale = "es-MX" });
        await FillAsync(open);
        Assert.Equal("es", await open.Value<string>("document.documentElement.lang"));
        var english = Words("en").Where(
            pair => Words("es")[pair.Key] != pair.Value && pair.Value.Length > 5 && !pair.Value.Contains('{', StringComparison.Ordinal));
        string text = await open.Page.Locator("body").InnerTextAsync();
        foreach (var (_, words) in english)
            Assert.DoesNotMatch($@"(?<!\w){System.Text.RegularExpressions.Regex.Escape(words)}(?!\w)", text);
        await open.Page.Locator("#language").SelectOptionAsync("en");
        Assert.Equal("en", await open.Value<string>("document.documentElement.lang"));
        Assert.Equal("Try it", await open.Page.Locator("#try-title").InnerTextAsync());
        Assert.Contains("Save as CSV", await open.Page.Locator("#result").InnerTextAsync(), StringComparison.Ordinal);
        await open.Page.ReloadAsync();
        await Assertions.Expect(open.Page.Locator("#try-title")).ToHaveTextAsync("Try it");
    }

    [Fact]
    public async Task Keyboard_ReachesEverythingInTheOrderOfThePageAndShowsWhereItIs()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        await FillAsync(open);
        string[] expected = await open.Value<string[]>("""
            [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
              .filter(element => element.checkVisibility() && !element.disabled)
              .map((element, index) => { element.dataset.order = String(index); return String(index); })
            """);
        Assert.True(expected.Length > 25);
        await open.Page.EvaluateAsync(
            "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }");
        var reached = new List<string>();
        for (int i = 0; i < expected.Length; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            string[] at = await open.Value<string[]>("""
                (() => {
                  const element = document.activeElement, shown = element.id === "file" ? document.getElementById("drop") : element;
                  const style = getComputedStyle(shown);
                  return [element.dataset.order ?? element.id, style.outlineStyle, String(parseFloat(style.outlineWidth))];
                })()
                """);
            reached.Add(at[0]);
            Assert.True(at[1] is "solid" && double.Parse(at[2], CultureInfo.InvariantCulture) >= 2, $"no outline at {at[0]}");
        }

        Assert.Equal(expected, reached);
    }

    [Fact]
    public async Task Structure_IsWhatReadersOfScreensExpect()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser);
        await FillAsync(open);
        Assert.Empty(await open.Value<string[]>("""
            (() => {
              const faults = [], all = selector => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility());
              for (const name of ["header", "nav", "main", "footer", "h1"]) if (all(name).length !== 1) faults.push(name);
              for (const element of all("input, select, textarea"))
                if (![...element.labels].some(label => label.textContent.trim())) faults.push("no label: " + element.outerHTML);
              for (const element of all("button, a, summary"))
                if (!element.textContent.trim()) faults.push("no name: " + element.outerHTML);
              for (const element of all("[role=region], nav, progress"))
                if (!element.getAttribute("aria-label")) faults.push("no name: " + element.className);
              let level = 0;
              for (const heading of all("h1, h2, h3, h4, h5, h6")) {
                const next = Number(heading.tagName[1]);
                if (next > level + 1) faults.push("a heading skips a level: " + heading.textContent);
                level = next;
              }
              const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
              for (const id of ids) if (ids.filter(other => other === id).length > 1) faults.push("twice: " + id);
              for (const table of all("table"))
                if (table.querySelectorAll("thead th[scope=col]").length === 0) faults.push("no heads: " + table.className);
              for (const link of all("a[href^='#']"))
                if (!document.querySelector(link.getAttribute("href"))) faults.push("nowhere: " + link.href);
              return faults;
            })()
            """));
        Assert.Equal(2, await open.Page.Locator("[role=status][aria-live=polite]").CountAsync());
    }

    [Fact]
    public async Task ReducedMotion_MovesNothing()
    {
        await using var server = await PageServer.StartAsync();
        await using var open = await server.OpenAsync(browser, new() { ReducedMotion = ReducedMotion.Reduce });
        await FillAsync(open);
        Assert.Equal("0s", await open.Value<string>("getComputedStyle(document.querySelector('#bars .fill')).transitionDuration"));
    }

    // Every part of the page with something in it.
    private static async Task FillAsync(OpenPage open)
    {
        await open.Page.Locator("#lines").FillAsync("a text\n=another text\nand one more");
        await open.Page.Locator("#run").ClickAsync();
        await open.Page.Locator("#save-csv").WaitForAsync();
        await open.Page.Locator("#text").FillAsync(string.Concat(Enumerable.Repeat("so good ", 40)));
        await open.Page.Locator("#bars .bar").First.WaitForAsync();
        foreach (var summary in await open.Page.Locator("summary").AllAsync()) await summary.ClickAsync();
    }

    private static Dictionary<string, string> Words(string language) => JsonDocument.Parse(PageFiles.BytesOf("words.json")).RootElement
        .EnumerateObject().ToDictionary(key => key.Name, key => key.Value.GetProperty(language).GetString()!, StringComparer.Ordinal);
}
