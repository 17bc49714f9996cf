using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests;

/// <summary>
/// Lengths that cannot be, rows that no model reads, and what is said of texts that are cut, in every command that encodes texts.
/// </summary>
public sealed class TextLimitTests : IDisposable
{
    private const string LongText = "word word word word word word word word";

    private readonly Workspace _space = new();

    public void Dispose() => _space.Dispose();

    public static TheoryData<string> Commands => ["predict", "evaluate", "train", "features", "explore"];

    [Theory]
    [MemberData(nameof(Commands))]
    [InlineData("tokenize")]
    public void MaxLength_BelowTheSpecialTokens_IsAMistake(string command)
    {
        var run = CliRun.Of([.. Arguments(command, Workspace.TinyClassifier, _space.Train), "--max-length", "1"]);

        Assert.Equal(2, run.Code);
        Assert.Contains(
            "the maximum length (--max-length) is 1, but the tokenizer puts 2 special tokens around each text; expected more than 2. "
            + "Give a larger one.",
            run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("tokenize")]
    public void MaxLength_BelowTheSpecialTokensOfAPair_IsAMistakeOfThatRow(string command)
    {
        string pairs = _space.Write("pairs.jsonl", "{\"text\":\"a\"}\n{\"text\":\"a\",\"text_pair\":\"b\"}\n");

        var run = CliRun.Of(command, Workspace.TinyClassifier, "--input", pairs, "--json", "--max-length", "2");

        Assert.Equal(2, run.Code);
        Assert.Contains("pairs.jsonl:2: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("3 special tokens", run.Error, StringComparison.Ordinal);
        Assert.Single(run.JsonLines);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void RowWithoutAnyToken_IsABrokenRow(string command)
    {
        string model = new TokenizerFolder(_space).WithoutPostProcessor().Path;
        string data = _space.Write(
            "rows.csv", "text,label\nhappy,joy\nsad,sadness\n\"  \",joy\nmad,anger\nhappy day,joy\nso sad,sadness\n");

        var run = CliRun.Of(Arguments(command, model, data));

        Assert.Equal(2, run.Code);
        Assert.Contains(
            "rows.csv:4: the text has no token, since the tokenizer puts no special tokens around it. At least one token was expected. "
            + "Fill in the text, or remove the row.", run.Error, StringComparison.Ordinal);
        if (command == "predict") Assert.Equal(2, run.JsonLines.Length);
    }

    [Fact]
    public void RowWithoutAnyToken_HasAnEmptyListInTokenize()
    {
        string model = new TokenizerFolder(_space).WithoutPostProcessor().Path;

        Assert.Equal("[]", Assert.Single(CliRun.Of("tokenize", model, "", "--json").Succeeded().JsonLines)["ids"]!.ToJsonString());
        Assert.Contains("TEXT:2: the text has no token", CliRun.Of("predict", model, "a", "", "--json").Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void AddedTokenBeyondTheEmbedding_IsAFaultOfTheRowThatHasIt(string command)
    {
        string model = new TokenizerFolder(_space).WithAddedTokens().Path;
        const string Good = "text,label\nhappy,joy\nsad,sadness\nmad,anger\nhappy day,joy\nso sad,sadness\n";

        CliRun.Of(Arguments(command, model, _space.Write("good.csv", Good))).Succeeded();
        var run = CliRun.Of(Arguments(command, model, _space.Write("bad.csv", Good + "hi <user>,joy\n"), "2"));

        Assert.Equal(2, run.Code);
        Assert.Contains(
            "bad.csv:7: the token '<user>' has the id 600, but the embedding ('vocab_size') has 600 rows.", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AddedTokensBeyondTheEmbedding_AreNoProblemOfAModel()
    {
        var info = CliRun.Of("info", new TokenizerFolder(_space).WithAddedTokens().Path, "--json").Succeeded().Json;

        Assert.Empty(info["problems"]!.AsArray());
        Assert.Equal(602, info["tokenizer"]!["vocabulary_size"]!.GetValue<int>());
    }

    [Fact]
    public void ShareCut_OfExploreAndTrain_IsTheSame()
    {
        string data = _space.Write("long.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 12).Select(i =>
            $"{string.Join(' ', Enumerable.Repeat(LongText, i < 9 ? 20 : 1))} {i},{(i % 2 == 0 ? "a" : "b")}\n")));

        var explored = CliRun.Of("explore", "--train", data, "--model", Workspace.TinyModel, "--max-length", "512", "--no-map", "--json")
            .Succeeded();
        CliRun.Of(
            "train", "--train", data, "--validation", data, "--model", Workspace.TinyModel, "--max-length", "512", "--epochs", "1",
            "--no-report", "--quiet",
            "--output", _space.Path("run")).Succeeded();

        var info = JsonNode.Parse(File.ReadAllText(Path.Combine(_space.Path("run"), "dataset_info.json")))!;
        Assert.Equal(0.75, explored.Json["share_cut"]!.GetValue<double>());
        Assert.Equal(0.75, info["splits"]!["train"]!["share_cut"]!.GetValue<double>());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void CutText_AdvisesALargerLengthOnlyWhereThatHelps(string command)
    {
        string data = _space.Write("long.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 8).Select(i =>
            $"{string.Join(' ', Enumerable.Repeat(LongText, 20))} {i},{(i % 2 == 0 ? "joy" : "anger")}\n")));

        string most = CliRun.Of([.. Arguments(command, Workspace.TinyClassifier, data, "1", quiet: false), "--max-length", "66"])
            .Succeeded() is var a ? a.Error + a.Output : "";
        string fewer = CliRun.Of([.. Arguments(command, Workspace.TinyClassifier, data, "2", quiet: false), "--max-length", "65"])
            .Succeeded() is var b ? b.Error + b.Output : "";

        Assert.Contains(
            "this model reads no more (max_position_embeddings): split long texts, or take another model.", most, StringComparison.Ordinal);
        Assert.DoesNotContain("a larger --max-length", most, StringComparison.Ordinal);
        Assert.Contains("a larger --max-length keeps their ends", fewer, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckpointOfARun_CutsWhereTheRunDoes()
    {
        string run = _space.Path("run");
        CliRun.Of(_space.TrainArguments("run", "--no-report", "--max-length", "5")).Succeeded();
        string checkpoint = Directory.EnumerateDirectories(run, "checkpoint-*").First();
        string data = _space.Write("long.csv", $"text,label\n{LongText},joy\n{LongText},fear\n");

        Assert.Equal(5, TokensOf(checkpoint));
        Assert.Equal(5, TokensOf(checkpoint + Path.DirectorySeparatorChar));
        Assert.Equal(7, TokensOf(checkpoint, "--max-length", "7"));
        Assert.NotEqual(5, TokensOf(_space.CopyModel("checkpoint-1", checkpoint)));
        var evaluated = CliRun.Of("evaluate", checkpoint, "--test", data).Succeeded();
        Assert.Contains("2 texts were cut at 5 tokens", evaluated.Error, StringComparison.Ordinal);

        int TokensOf(string model, params string[] more)
        {
            var answer = CliRun.Of(["predict", model, LongText, "--json", "--quiet", .. more]).Succeeded();
            return Assert.Single(answer.JsonLines)["token_count"]!.GetValue<int>();
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1")]
    [InlineData("\"512\"")]
    public void ModelMaxLength_ThatIsNoLength_LimitsNothing(string value)
    {
        string model = new TokenizerFolder(_space)
            .Edit("tokenizer_config.json", json => json["model_max_length"] = JsonNode.Parse(value)).Path;
        string text = string.Join(' ', Enumerable.Repeat(LongText, 20));

        var answer = Assert.Single(CliRun.Of("predict", model, text, "--json").Succeeded().JsonLines);

        Assert.Equal(66, answer["token_count"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("tokenize")]
    [InlineData("evaluate")]
    [InlineData("train")]
    [InlineData("features")]
    public void TruncationSide_Left_KeepsTheEndInEveryCommand(string command)
    {
        string right = new TokenizerFolder(_space, "right").Path;
        string left = new TokenizerFolder(_space, "left").Edit("tokenizer_config.json", json => json["truncation_side"] = "left").Path;
        string end = _space.Write("end.csv", Table("he was "));
        string begin = _space.Write("begin.csv", Table(""));

        // Cut to one token from the left, the texts of the first file are those of the second.
        Assert.Equal(Of(right, begin, "1"), Of(left, end, "2"));
        Assert.NotEqual(Of(right, end, "3"), Of(left, end, "4"));

        string Of(string model, string data, string run) =>
            Shown(command, CliRun.Of([.. Arguments(command, model, data, run), "--max-length", "3"]).Succeeded(), run);

        static string Table(string before) => "text,label\n" + string.Concat(Enumerable.Range(0, 6).Select(i =>
            $"{before}{(i % 2 == 0 ? "they" : "help")},{(i % 2 == 0 ? "anger" : "sadness")}\n"));
    }

    private string Shown(string command, CliRun run, string name) => command switch
    {
        "predict" => string.Join('\n', run.JsonLines.Select(line => line["logits"]!.ToJsonString())),
        "tokenize" => string.Join('\n', run.JsonLines.Select(line => line["ids"]!.ToJsonString())),
        "evaluate" => run.Json["log_loss"]!.ToJsonString(),
        "train" =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(_space.Path("run-" + name), "all_results.json")))!["eval_loss"]!.ToJsonString(),
        _ =>
            JsonNode.Parse(
                File.ReadAllText(Path.Combine(_space.Path("run-" + name), "all_results.json")))!["eval_log_loss"]!.ToJsonString(),
    };

    private string[] Arguments(string command, string model, string data, string run = "1", bool quiet = true)
    {
        string[] output = ["--output", _space.Path("run-" + run)];
        string[] arguments = command switch
        {
            "predict" => ["predict", model, "--input", data, "--json"],
            "tokenize" => ["tokenize", model, "--input", data, "--json"],
            "evaluate" => ["evaluate", model, "--test", data, "--json"],
            "explore" => ["explore", "--train", data, "--model", model, "--no-map"],
            "features" => ["features", "--train", data, "--validation", data, "--model", model, "--no-cache", "--no-report", .. output],
            _ => ["train", "--train", data, "--validation", data, "--model", model, "--epochs", "1", "--no-report", .. output],
        };
        return quiet && command is not "tokenize" ? [.. arguments, "--quiet"] : arguments;
    }
}
