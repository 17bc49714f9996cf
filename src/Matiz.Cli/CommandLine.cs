using System.CommandLine;
using Matiz.Cli.Commands;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Training;

namespace Matiz.Cli;

/// <summary>The whole program: from words to a command, from exceptions to one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>The name of the program.</summary>
    public const string ProgramName = "matiz";

    // A text such as "@someone hello" is a text and no response file.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Every command, in the order of help.</summary>
    public static IReadOnlyList<Func<MatizCommand>> Commands { get; } =
    [
        () => new TrainCommand(),
        () => new FeaturesCommand(),
        () => new ExploreCommand(),
        () => new PredictCommand(),
        () => new EvaluateCommand(),
        () => new ErrorsCommand(),
        () => new FixCommand(),
        () => new CompareCommand(),
        () => new CalibrateCommand(),
        () => new TokenizeCommand(),
        () => new ReportCommand(),
        () => new InfoCommand(),
        () => new BenchCommand(),
    ];

    /// <summary>Runs the program.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="host">Streams and the signal that interrupts.</param>
    /// <returns>An exit code, see <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, CommandHost host)
    {
        var root = new RootCommand(HelpText.Intention);
        root.Options.Clear();
        var commands = Commands.Select(make => make()).ToList();
        foreach (var command in commands) root.Add(command);

        if (args.Count == 0 || IsHelp(args[0])) return Print(host, HelpText.Of(commands));
        if (args is ["--version"]) return Print(host, $"{ProgramName} {Machine.Version}\n");

        // Words behind -- are never options.
        int end = args.TakeWhile(word => !string.Equals(word, "--", StringComparison.Ordinal)).Count();
        var parse = root.Parse(args, Parsing);
        if (parse.CommandResult.Command is MatizCommand asked && args.Take(end).Any(IsHelp)) return Print(host, HelpText.Of(asked));
        if (Mistakes.Find(parse, args, end, commands) is { } mistake) return Complain(host, mistake, ExitCode.Usage);
        return Invoke((MatizCommand)parse.CommandResult.Command, parse, host);
    }

    private static int Invoke(MatizCommand command, ParseResult parse, CommandHost host)
    {
        try
        {
            PathGuard.Check(command, parse);
            int code = command.Run(parse, host);
            host.Output.Flush();
            return code;
        }
        catch (Exception exception) when (!parse.GetValue(command.Messages.Verbose) || exception is OperationCanceledException)
        {
            return Fail(host, exception, withStack: false);
        }
        catch (Exception exception)
        {
            return Fail(host, exception, withStack: true);
        }
    }

    private static int Fail(CommandHost host, Exception exception, bool withStack)
    {
        try
        {
            host.Output.Flush();    // what was answered before the fault stays answered
        }
        catch (IOException)
        {
            // The place of the results is at fault itself; the first exception says so.
        }

        int code = Complain(host, ErrorReport.MessageOf(exception), ErrorReport.CodeOf(exception));
        if (withStack) host.Error.WriteLine(exception.ToString());
        return code;
    }

    private static int Print(CommandHost host, string text)
    {
        host.Output.Write(text);
        host.Output.Flush();
        return ExitCode.Done;
    }

    private static int Complain(CommandHost host, string message, int code)
    {
        Style style = new(host.ErrorIsTerminal && host.AllowsColor);
        host.Error.WriteLine(style.Red(ProgramName + ":") + " " + message);
        return code;
    }

    private static bool IsHelp(string word) => word is "--help" or "-h" or "-?";
}
