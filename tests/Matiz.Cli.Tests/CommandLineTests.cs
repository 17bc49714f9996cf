using Matiz.Testing;

namespace Matiz.Cli.Tests;

public sealed class CommandLineTests
{
    public static TheoryData<string> CommandNames => [.. CommandLine.Commands.Select(make => make().Name)];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Command_IsFoundByTheNameThatItHas(string name) => Assert.Equal(name, CommandLine.Find(name)?.Name);

    [Fact]
    public void Help_OfTheProgram_ListsEveryCommand()
    {
        var run = CliRun.Of("--help").Succeeded();
        Assert.Equal(run.Output, CliRun.Of().Output);
        foreach (var command in CommandLine.Commands.Select(make => make()))
        {
            Assert.Contains($"\n  {command.Name}", run.Output, StringComparison.Ordinal);
            Assert.Contains(command.Summary, run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Help_OfACommand_HasExamplesAndEveryOption(string name)
    {
        var command = CommandLine.Commands.Select(make => make()).Single(command => command.Name == name);
        var run = CliRun.Of(name, "--help").Succeeded();
        Assert.NotEmpty(command.Examples);
        foreach (var example in command.Examples) Assert.Contains(example.Line, run.Output, StringComparison.Ordinal);
        foreach (var option in command.Options)
        {
            Assert.Contains("  " + option.Name, run.Output, StringComparison.Ordinal);
            Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name);
        }

        Assert.Equal(
            command.Options.Select(option => option.Name).Order(),
            command.OptionSets.SelectMany(set => set.All).Select(option => option.Name).Order());
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.EndsWith(' '));
        Assert.DoesNotContain('\e', run.Output);
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Examples_OfACommand_AreUnderstood(string name)
    {
        var command = CommandLine.Commands.Select(make => make()).Single(command => command.Name == name);
        foreach (var example in command.Examples) AssertUnderstood(example.Line);
    }

    [Fact]
    public void CommandsOfTheReadme_AreUnderstood()
    {
        string readme = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "README.md"));
        string[] lines = [.. readme.Split('\n').SelectMany(line => line.Split(" ; ")).Where(
            line => line.StartsWith("matiz ", StringComparison.Ordinal))];
        Assert.NotEmpty(lines);
        Assert.All(lines, AssertUnderstood);
    }

    [Fact]
    public void SameWord_EverywhereTheSameMeaning()
    {
        var options = CommandLine.Commands.Select(make => make()).SelectMany(command => command.Options);
        foreach (var same in options.GroupBy(option => option.Name)) Assert.Single(same.Select(option => option.ValueType).Distinct());
    }

    [Fact]
    public void Train_HasEveryOptionOfTheContract()
    {
        const string Contract =
            "--model --output --overwrite --seed --threads --device --max-length --batch-size --token-bound --epochs --max-steps "
            + "--learning-rate --weight-decay "
            + "--warmup-steps --warmup-ratio --scheduler --gradient-accumulation --max-grad-norm --label-smoothing --class-weight --freeze "
            + "--metric --patience "
            + "--save-steps --save-limit --keep --resume --problem-type --no-report --quiet --verbose --json --train --validation --test "
            + "--format --text-column "
            + "--text-pair-column --label-column --id-column --labels --label-separator --validation-fraction";
        Assert.Empty(Contract.Split(' ').Except(new Matiz.Cli.Commands.TrainCommand().Options.Select(option => option.Name)));
    }

    [Fact]
    public void Version_IsPrinted() => Assert.Matches("^matiz \\d+\\.\\d+\\.\\d+\n$", CliRun.Of("--version").Succeeded().Output);

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Version_BehindACommand_IsPrinted(string name) =>
        Assert.Equal(CliRun.Of("--version").Output, CliRun.Of(name, "--version").Succeeded().Output);

    [Fact]
    public void Help_BeforeACommand_IsTheCommands() =>
        Assert.Equal(CliRun.Of("train", "--help").Output, CliRun.Of("--help", "train").Succeeded().Output);

    public static TheoryData<string, string> Flags => [.. CommandLine.Commands.Select(make => make())
        .SelectMany(
            command =>
                command.Options.Where(option => option.Arity.MaximumNumberOfValues == 0).Select(option => (command.Name, option.Name)))];

    [Theory]
    [MemberData(nameof(Flags))]
    public void Flag_WithAValue_IsTheFlagOrNothing(string name, string flag)
    {
        var command = CommandLine.Commands.Select(make => make()).Single(command => command.Name == name);
        Assert.Equal([name, flag], CommandWords.Read(command, [name, flag + "=true"]).All);
        Assert.Equal([name, flag], CommandWords.Read(command, [name, flag + "=false", flag + "=True"]).All);
        Assert.Equal([name], CommandWords.Read(command, [name, flag, flag + "=FALSE"]).All);
        Assert.Equal([name, "--", flag + "=false"], CommandWords.Read(command, [name, "--", flag + "=false"]).All);
        var run = CliRun.Of(name, flag + "=1");
        Assert.Equal(2, run.Code);
        Assert.Equal($"matiz: {flag}: found '1', expected true or false. Give {flag} alone, or leave it out.\n", run.Error);
    }

    public static TheoryData<string, string> Valued => [.. CommandLine.Commands.Select(make => make())
        .SelectMany(
            command =>
                command.Options.Where(option => option.Arity.MinimumNumberOfValues > 0).Select(option => (command.Name, option.Name)))];

    [Theory]
    [MemberData(nameof(Valued))]
    public void Value_ThatIsMissing_IsAskedFor(string name, string option)
    {
        foreach (
            var (more, found) in ((string[], string)[])[([], "nothing follows"), (["--quiet"], "'--quiet' follows"), (
                ["--quiet=true"], "'--quiet=true' follows")])
        {
            var run = CliRun.Of([name, option, .. more]);
            Assert.Equal(2, run.Code);
            Assert.StartsWith($"matiz: {option}: {found}, expected a value (", run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        }
    }

    [Fact]
    public void Json_SaidWithTrueOrFalse_GivesJsonOrBars()
    {
        string[] line = ["predict", Workspace.TinyClassifier, "a text"];
        Assert.Equal(CliRun.Of([.. line, "--json"]).Output, CliRun.Of([.. line, "--json=true"]).Succeeded().Output);
        Assert.Equal(CliRun.Of(line).Output, CliRun.Of([.. line, "--json=false"]).Succeeded().Output);
    }

    [Fact]
    public void Text_ThatBeginsWithADash_StandsBehindTwo() =>
        Assert.Equal(
            "-hello",
            CliRun.Of("predict", Workspace.TinyClassifier, "--json", "--", "-hello").Succeeded().JsonLines[0]["text"]!.GetValue<string>());

    [Theory]
    [InlineData("matiz: unknown command 'tran'. Is 'train' meant? The commands are {all}.", "tran")]
    [InlineData("matiz: unknown option '--epochs'. The commands are {all}.", "--epochs")]
    [InlineData(
        "matiz: train: unknown option '--epoch'. Is --epochs meant? 'matiz train --help' shows what there is.", "train", "--epoch", "3")]
    [InlineData(
        "matiz: train: unknown option '--vaildation'. Is --validation meant? 'matiz train --help' shows what there is.", "train", "--train",
        "a.csv", "--vaildation", "b.csv")]
    [InlineData(
        "matiz: predict: unknown option '--jsno'. Is --json meant? A text that begins with - stands behind --. "
        + "'matiz predict --help' shows what there is.",
        "predict", "m", "a text", "--jsno")]
    [InlineData(
        "matiz: predict: unknown option '-hello'. A text that begins with - stands behind --. 'matiz predict --help' shows what there is.",
        "predict", "m", "-hello")]
    [InlineData(
        "matiz: tokenize: unknown option '-o'. Is --overflow meant? A text that begins with - stands behind --. "
        + "'matiz tokenize --help' shows what there is.",
        "tokenize", "m", "a", "-o")]
    [InlineData("matiz: train: unknown option '-o'. Is --output meant? 'matiz train --help' shows what there is.", "train", "-o", "run")]
    [InlineData(
        "matiz: features: unknown option '-c'. Is --class-weight meant? 'matiz features --help' shows what there is.", "features", "-c",
        "1")]
    [InlineData("matiz: features: unknown option '-C'. Is --C meant? 'matiz features --help' shows what there is.", "features", "-C", "1")]
    [InlineData(
        "matiz: features: unknown option '-o'. Is --output meant? 'matiz features --help' shows what there is.", "features", "-o", "run")]
    [InlineData("matiz: explore: unknown option '-v'. Is --verbose meant? 'matiz explore --help' shows what there is.", "explore", "-v")]
    [InlineData(
        "matiz: '--json' stands before the command. Options were expected behind it. Begin with: matiz predict", "--json", "predict", "m",
        "a text")]
    [InlineData("matiz: the command is empty. One was expected. The commands are {all}.", "")]
    [InlineData("matiz: predict: MODEL is missing. 'matiz predict --help' shows what there is.", "predict")]
    [InlineData("matiz: train: unexpected 'data.csv'. 'matiz train --help' shows what there is.", "train", "data.csv")]
    [InlineData("matiz: --epochs: found 'three', expected a number above 0. Correct --epochs.", "train", "--epochs", "three")]
    [InlineData("matiz: --epochs: found '0', expected a number above 0. Correct --epochs.", "train", "--epochs", "0")]
    [InlineData(
        "matiz: --learning-rate: found '1,5', expected a number above 0. Correct --learning-rate.", "train", "--learning-rate", "1,5")]
    [InlineData("matiz: --threads: found '0', expected a whole number of at least 1. Correct --threads.", "train", "--threads", "0")]
    [InlineData(
        "matiz: --threads: found '20000', expected a whole number from 1 to 1024. Correct --threads.", "predict", "m", "a text",
        "--threads", "20000")]
    [InlineData(
        "matiz: --seed: found '4294967296', expected a whole number from 0 to 4294967295. Correct --seed.", "train", "--seed",
        "4294967296")]
    [InlineData(
        "matiz: --seed: found '99999999999999999999', expected a whole number from 0 to 4294967295. Correct --seed.", "explore", "--seed",
        "99999999999999999999")]
    [InlineData("matiz: --seed: found '-1', expected a whole number of at least 0. Correct --seed.", "features", "--seed", "-1")]
    [InlineData(
        "matiz: --batch-size: found '2147483648', expected a whole number from 1 to 2147483647. Correct --batch-size.", "train",
        "--batch-size", "2147483648")]
    [InlineData("matiz: --train: found '', expected a value (F…). Correct --train.", "train", "--train", "")]
    [InlineData("matiz: MODEL: found '', expected a path. Correct MODEL.", "predict", "", "a text")]
    [InlineData(
        "matiz: --scheduler: found 'lin', expected one of linear, cosine, constant, constant_with_warmup, polynomial. Correct --scheduler.",
        "train", "--scheduler", "lin")]
    [InlineData(
        "matiz: --device cuda: this version computes on the processor only. cpu was expected. Leave --device out.", "bench", "--device",
        "cuda")]
    public void Mistake_OneLineThatSaysWhatWasMeant_ExitTwo(string message, params string[] args)
    {
        var run = CliRun.Of(args);
        Assert.Equal(2, run.Code);
        string all = string.Join(", ", CommandLine.Commands.Select(make => make().Name));
        Assert.Equal(message.Replace("{all}", all, StringComparison.Ordinal) + "\n", run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void Interrupt_BeforeTheFirstText_ExitOneHundredThirty()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var host =
            new CommandHost { Input = Stream.Null, Output = output, Error = error, Interrupt = new CancellationToken(canceled: true) };
        Assert.Equal(130, CommandLine.Run(["tokenize", Workspace.TinyModel, "a"], host));
        Assert.Equal("matiz: interrupted.\n", error.ToString());
    }

    private static void AssertUnderstood(string line)
    {
        string[] words =
            [.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(
                line[line.IndexOf("matiz ", StringComparison.Ordinal)..].Split(" > ")[0]).Skip(1)];
        var command = CommandLine.Commands.Select(make => make()).Single(command => command.Name == words[0]);
        var typed = CommandWords.Read(command, words);
        var parse = new System.CommandLine.RootCommand { command }.Parse(typed.All);
        Assert.Null(typed.Mistake);
        Assert.Empty(parse.Errors);
        Assert.Null(Mistakes.Find(parse, command, typed));
    }
}
