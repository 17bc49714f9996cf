using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Matiz.Server.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Tests.Page;

/// <summary>The files of the page: what they hold, and how they travel.</summary>
public sealed partial class PageFilesTests
{
    /// <summary>Every script.</summary>
    public static TheoryData<string> Scripts => [.. PageFiles.Names.Where(name => name.EndsWith(".js", StringComparison.Ordinal))];

    [Fact]
    public async Task Page_AllowsNothingButItself()
    {
        await using var server = await StartAsync();
        var page = await GetAsync(server, "/", "text/html,*/*;q=0.8");
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            page.Header("Content-Security-Policy"));
        Assert.Equal(
            ("nosniff", "no-referrer", "same-origin", "same-origin", "require-corp", "no-cache"),
            (page.Header("X-Content-Type-Options"), page.Header("Referrer-Policy"), page.Header("Cross-Origin-Opener-Policy"),
                page.Header("Cross-Origin-Resource-Policy"), page.Header("Cross-Origin-Embedder-Policy"), page.Header("Cache-Control")));
    }

    [Fact]
    public async Task Files_AreKeptForEverByTheirHash()
    {
        await using var server = await StartAsync();
        foreach (string name in PageFiles.Names.Where(name => name != "index.html"))
        {
            var file = await GetAsync(server, $"/matiz/page/assets/{PageFiles.Hash}/{name}");
            Assert.Equal((HttpStatusCode.OK, "public, max-age=31536000, immutable"), (file.Status, file.Header("Cache-Control")));
            var again = await GetAsync(server, $"/matiz/page/assets/{PageFiles.Hash}/{name}", tag: file.Header("ETag"));
            Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Body));
        }
    }

    [Theory]
    [InlineData("old/page.js", HttpStatusCode.OK)]
    [InlineData("old/index.html", HttpStatusCode.NotFound)]
    [InlineData("old/secrets.txt", HttpStatusCode.NotFound)]
    [InlineData("old/..%2f..%2fconfig.json", HttpStatusCode.NotFound)]
    public async Task OtherAddresses_AreKeptByNobody(string path, HttpStatusCode expected)
    {
        await using var server = await StartAsync();
        var answer = await GetAsync(server, "/matiz/page/assets/" + path);
        Assert.Equal(expected, answer.Status);
        Assert.NotEqual("public, max-age=31536000, immutable", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task Index_IsNamedByItsHash()
    {
        await using var server = await StartAsync();
        var page = await GetAsync(server, "/", "text/html");
        var again = await GetAsync(server, "/", "text/html", "W/" + page.Header("ETag"));
        Assert.Equal(HttpStatusCode.NotModified, again.Status);
    }

    [Fact]
    public async Task BelowAPath_ThePageFindsItsFiles()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddMatiz(TestServer.Classifier, "emotion", configure: options => options with { Page = true });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseRouting();
        app.MapMatiz("/own/model");
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using var client = new HttpClient { BaseAddress = address };
        foreach (string path in (string[])["/own/model", "/own/model/"])
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("text/html"));
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            string page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            string script = ScriptAddress().Match(page).Groups["address"].Value;
            using var found = await client.GetAsync(new Uri(new Uri(address, path), script), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        }
    }

    [Fact]
    public void Index_HasNothingInline()
    {
        string page = Text("index.html");
        Assert.DoesNotMatch(@"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page);
        Assert.DoesNotMatch("https?://", page);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Scripts_MakeNoMarkupOfTextsAndAskNobodyElse(string name)
    {
        string script = Text(name);
        Assert.DoesNotMatch(
            @"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(""style|DOMParser|srcdoc", script);
        Assert.DoesNotMatch(@"https?://\w", script);
        if (name != "server.js" && name != "words.js") Assert.DoesNotContain("fetch(", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_AreAllUsed()
    {
        string all = string.Concat(PageFiles.Names.Select(Text));
        Assert.All(PageFiles.Names, name => Assert.True(name == "index.html" || all.Contains(name, StringComparison.Ordinal), name));
    }

    private static string Text(string name) => Encoding.UTF8.GetString(PageFiles.BytesOf(name).Span);

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(options => options with { Page = true });

    private static Task<TestAnswer> GetAsync(TestServer server, string path, string accept = "*/*", string? tag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return server.SendAsync(request);
    }

    [GeneratedRegex("<script type=\"module\" src=\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex ScriptAddress();
}
