using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Matiz.Server.Page;

namespace Matiz.Server.Tests.Page;

/// <summary>The words of the page: one table, every key in both languages, none missing and none to spare.</summary>
public sealed partial class PageWordsTests
{
    private static readonly string[] Languages = ["en", "es"];

    private static readonly JsonElement Table = JsonDocument.Parse(PageFiles.BytesOf("words.json")).RootElement;

    /// <summary>Every key.</summary>
    public static TheoryData<string> Keys => [.. Table.EnumerateObject().Select(key => key.Name)];

    private static string Sources { get; } = string.Concat(
        PageFiles.Names.Where(name => name != "words.json").Select(name => Encoding.UTF8.GetString(PageFiles.BytesOf(name).Span)));

    [Theory]
    [MemberData(nameof(Keys))]
    public void EveryKey_HasBothLanguagesWithTheSamePlaces(string key)
    {
        var texts = Table.GetProperty(key);
        Assert.Equal(Languages, texts.EnumerateObject().Select(text => text.Name));
        string[][] places = [.. Languages.Select(language => Place().Matches(texts.GetProperty(language).GetString()!)
            .Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray())];
        Assert.Equal(places[0], places[1]);
        Assert.All(Languages, language => Assert.False(string.IsNullOrWhiteSpace(texts.GetProperty(language).GetString())));
    }

    [Fact]
    public void EveryKeyThatIsAskedFor_IsThere()
    {
        string[] asked = [.. Asked().Matches(Sources).Select(match => match.Groups["key"].Value)];
        Assert.True(asked.Length > 80);
        Assert.All(asked, key => Assert.True(Table.TryGetProperty(key, out _), key));
    }

    [Fact]
    public void EveryKey_IsAskedFor()
    {
        string[] beginnings = [.. Begun().Matches(Sources).Select(match => match.Groups["key"].Value).Distinct(StringComparer.Ordinal)];
        Assert.All(Table.EnumerateObject(), key => Assert.True(
            Sources.Contains($"\"{key.Name}\"", StringComparison.Ordinal)
                || beginnings.Any(beginning => key.Name.StartsWith(beginning, StringComparison.Ordinal)),
            key.Name));
    }

    [GeneratedRegex(@"\{(?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex(
        @"(say\(|data-word(-label|-placeholder)?=|TableFault\()""(?<key>[\w.]+[\w])""(?! \+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();

    [GeneratedRegex(@"say\([""`](?<key>[\w.]+\.)(""|\$\{)", RegexOptions.ExplicitCapture)]
    private static partial Regex Begun();
}
