using Matiz.Cli.Paths;
using Matiz.Cli.Tests.Paths;

namespace Matiz.Cli.Tests;

/// <summary>
/// Every option of every command that takes a word or a number, with odd ones: it works, or says in one line what was expected.
/// </summary>
public sealed class OptionWalkTests(PathWalkTests.Inputs inputs) : IClassFixture<PathWalkTests.Inputs>
{
    private static readonly string[] Values = ["0", "-1", "1", "2147483647", "1e308", "NaN", "x", "ä, ö", "\u0000", "-", "*", "true"];

    // Runs that would last: as many steps as asked for, the whole benchmark.
    private static readonly string[] Lasting = ["--max-steps"];

    public static TheoryData<string, string> Options =>
        [.. CommandLine.Commands.Select(make => make()).Where(command => command.Name is not "bench")
        .SelectMany(command => command.Options
            .Where(option => option.Arity.MinimumNumberOfValues > 0 && option is not IPathSymbol && !Lasting.Contains(option.Name))
            .Select(option => (command.Name, option.Name)))];

    [Theory]
    [MemberData(nameof(Options))]
    public void Value_OfAnyKind_WorksOrIsToldInOneLine(string command, string option)
    {
        foreach (string value in Values)
        {
            using var own = new Workspace();
            var words = inputs.LineOf(command, own.Root);
            PathWalkTests.Inputs.Set(words, option, value);
            string[] line = [command, .. words, "--quiet"];
            var run = CliRun.Of(line);
            string told = $"{string.Join(' ', line)}\nexit code {run.Code}: {run.Error}";
            Assert.True(run.Code is 0 or 2, told);
            string[] said = [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(
                text => !text.StartsWith("warning: ", StringComparison.Ordinal))];
            Assert.True(run.Code == 0 ? said.Length == 0 : said is [['m', 'a', 't', 'i', 'z', ':', ' ', ..]], told);
        }
    }
}
