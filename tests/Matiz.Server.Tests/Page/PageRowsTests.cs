using System.Text.Json;
using Matiz.Data;
using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Server.Tests.Page;

/// <summary>Card, results, examples and confusions of run folders, sound or not.</summary>
public sealed class PageRowsTests
{
    [Fact]
    public async Task Run_GivesItsExamplesAndConfusions()
    {
        var rows = (await AskAsync("examples", new SampleRun())).GetProperty("right");
        Assert.InRange(rows.GetArrayLength(), 1, 4);
        var all = await AskAsync("examples", new SampleRun());
        Assert.Equal("validation", all.GetProperty("split").GetString());
        Assert.All(all.GetProperty("right").EnumerateArray(), row => Assert.Equal(Label(row, "label"), Label(row, "predicted")));
        Assert.All(all.GetProperty("wrong").EnumerateArray(), row => Assert.NotEqual(Label(row, "label"), Label(row, "predicted")));
        Assert.Equal(4, all.GetProperty("wrong").GetArrayLength());
        int counted = all.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(count => count.GetInt32()));
        Assert.Equal(200, counted);
    }

    [Fact]
    public async Task RunWithoutValidation_GivesRowsOfTest() =>
        Assert.Equal("test", (await AskAsync("examples", new SampleRun { HasValidation = false })).GetProperty("split").GetString());

    [Fact]
    public async Task Calibration_DecidesWhatTheRowsSay()
    {
        var plain = new SampleRun { Labels = ["one", "two"], ProblemType = "multi_label_classification" };
        string strict = """{"min_score": null, "temperature": 1, "thresholds": {"one": 1, "two": 1}}""";
        var all = await AskAsync("examples", plain, folder => File.WriteAllText(Path.Combine(folder, "calibration.json"), strict));
        Assert.All(
            all.GetProperty("right").EnumerateArray().Concat(all.GetProperty("wrong").EnumerateArray()),
            row => Assert.Equal(0, row.GetProperty("predicted").GetArrayLength()));
        Assert.Equal(JsonValueKind.Null, all.GetProperty("confusion").ValueKind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"split\": \"validation\"}")]
    [InlineData("[[[[[[")]
    [InlineData("\0\0\0")]
    public async Task DamagedRows_AreNoRows(string content)
    {
        var all = await AskAsync(
            "examples", new SampleRun(), folder => File.WriteAllText(Path.Combine(folder, "predictions.jsonl"), content));
        Assert.Equal(0, all.GetProperty("right").GetArrayLength() + all.GetProperty("wrong").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, all.GetProperty("confusion").ValueKind);
    }

    [Fact]
    public async Task RowsOfAnotherModel_AreNoRows()
    {
        var other = new SampleRun { Labels = ["a", "b", "c"] };
        var all = await AskAsync("examples", new SampleRun(), folder =>
        {
            string elsewhere = Path.Combine(folder, "other");
            other.Write(elsewhere);
            File.Copy(Path.Combine(elsewhere, "predictions.jsonl"), Path.Combine(folder, "predictions.jsonl"), overwrite: true);
        });
        Assert.Equal(0, all.GetProperty("right").GetArrayLength());
    }

    [Theory]
    [InlineData("no json", 0)]
    [InlineData("[]", 0)]
    [InlineData("""{"eval_f1": 0.5, "eval_other": null, "eval_text": "x", "eval_f1 ": 1}""", 0)]
    [InlineData("""{"eval_f1": 0.5, "eval_other": null}""", 2)]
    public async Task Results_AreShownWhereTheyAreNumbers(string content, int expected)
    {
        var about = await AskAsync(
            "about", new SampleRun(), folder => File.WriteAllText(Path.Combine(folder, "all_results.json"), content));
        Assert.Equal(expected, about.GetProperty("results").EnumerateObject().Count());
    }

    [Fact]
    public async Task Card_IsCutAtALineWhereItIsLong()
    {
        string line = new string('é', 40) + "\n";
        var about = await AskAsync(
            "about", new SampleRun(),
            folder => File.WriteAllText(Path.Combine(folder, "README.md"), string.Concat(Enumerable.Repeat(line, 4000))));
        Assert.True(about.GetProperty("card_is_cut").GetBoolean());
        Assert.EndsWith("éé", about.GetProperty("card").GetString(), StringComparison.Ordinal);
        Assert.InRange(about.GetProperty("card").GetString()!.Length, 100_000, 102_000);
    }

    private static int Label(JsonElement row, string key) => row.GetProperty(key).GetInt32();

    private static async Task<JsonElement> AskAsync(string what, SampleRun run, Action<string>? change = null)
    {
        string folder = Directory.CreateTempSubdirectory("matiz-page-rows-").FullName;
        try
        {
            run.Write(folder);
            File.Delete(Path.Combine(folder, "config.json"));
            AutoModelForSequenceClassification
                .FromPretrained(TestServer.Encoder, new ClassLabel(run.Labels), ProblemType.Parse(run.ProblemType))
                .Save(folder);
            change?.Invoke(folder);
            await using var server = await TestServer.StartAsync(options => options with { Page = true }, ("run", folder));
            return (await server.GetAsync($"/matiz/page/{what}?model=run")).Json;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
