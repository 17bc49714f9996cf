using System.Net;
using System.Text.RegularExpressions;
using Matiz.Server.OpenApi;
using Matiz.Server.Protocols;
using Matiz.Testing;

namespace Matiz.Server.Tests.Docs;

/// <summary>What docs/serving.md tells users to do works: its C# compiles, its curl is answered, its routes are there.</summary>
public sealed partial class ServingDocsTests
{
    private static readonly string Docs = Path.Combine(SharedFiles.RepositoryRoot, "docs");

    private static readonly string Text = File.ReadAllText(Path.Combine(Docs, "serving.md")).ReplaceLineEndings("\n");

    public static TheoryData<string> CurlCommands =>
        [.. CurlBlock().Matches(Text).Select(match => match.Groups["command"].Value.Trim())];

    [Theory]
    [MemberData(nameof(CurlCommands))]
    public async Task Curl_IsAnswered(string command)
    {
        await using var server = await TestServer.StartAsync();
        var parts = CurlCommand().Match(command);
        Assert.True(parts.Success, command);

        var answer = await server.PostAsync(parts.Groups["path"].Value, parts.Groups["body"].Value, "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public void CSharp_IsThatOfTheProgram()
    {
        string source = File.ReadAllText(
            Path.Combine(SharedFiles.RepositoryRoot, "tests", "Matiz.Server.Tests", "Docs", "ServingProgram.cs")).ReplaceLineEndings("\n");
        Assert.Equal(
            CSharpBlock().Matches(Text).Select(match => Squeeze(match.Groups["code"].Value)),
            MarkedBody().Matches(source).Select(match => Squeeze(match.Groups["code"].Value)));
    }

    [Fact]
    public void EveryRoute_IsNamed()
    {
        var paths = ProtocolList.All
            .Select(ApiOutline.Of)
            .OfType<ApiOutline>()
            .SelectMany(outline => outline.Routes)
            .Select(route => route.Split(' ')[1])
            .Select(path => path[..(path.IndexOf("/{", StringComparison.Ordinal) is > 0 and var at ? at : path.Length)])
            .Distinct();

        Assert.All(paths, path => Assert.Contains(path, Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Links_LeadToFilesThatAreThere()
    {
        foreach (string file in (string[])["serving.md", "kubernetes.md"])
        {
            string text = File.ReadAllText(Path.Combine(Docs, file));
            Assert.All(
                Link().Matches(text).Select(match => match.Groups["target"].Value).Where(target => !target.StartsWith('#')),
                target => Assert.True(File.Exists(Path.Combine(Docs, target)), target));
        }
    }

    [Fact]
    public void Dockerfile_IsSafeByItsText()
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(Docs, "Dockerfile")).Where(line => !line.StartsWith('#'))];
        string text = string.Join('\n', lines);

        Assert.Equal("USER $APP_UID", Assert.Single(lines, line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.Contains("EXPOSE 8080", lines);
        Assert.Contains("HEALTHCHECK ", text, StringComparison.Ordinal);
        Assert.Contains("/health ", text, StringComparison.Ordinal);
        Assert.Contains("DOTNET_EnableDiagnostics=0", text, StringComparison.Ordinal);
        Assert.StartsWith("ENTRYPOINT [", Assert.Single(lines, line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)));
        Assert.All(
            lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)),
            line => Assert.Matches(@"^FROM mcr\.microsoft\.com/dotnet/(sdk|aspnet):10\.0( AS build)?$", line));
        Assert.DoesNotContain("API_KEY", text, StringComparison.Ordinal);
        Assert.DoesNotContain("curl ", text, StringComparison.Ordinal);
    }

    private static string Squeeze(string code) => WhiteSpace().Replace(code, " ").Trim();

    [GeneratedRegex("```bash\n(?<command>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CurlBlock();

    [GeneratedRegex("^curl localhost:8080(?<path>/[^ ]*) -d '(?<body>[^']*)'$", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CurlCommand();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("// docs\n(?<code>.*?)// end", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MarkedBody();

    [GeneratedRegex(@"\]\((?<target>[^)]*)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}
