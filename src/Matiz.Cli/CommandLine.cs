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

    // Every command, in the order of help: a new one is one line here. Only the one that is asked for is made, since all their options take
    // a good part of the time of a short command.
    private static readonly (string Name, Func<MatizCommand> Make)[] All =
    [
        ("train", () => new TrainCommand()),
        ("features", () => new FeaturesCommand()),
        ("explore", () => new ExploreCommand()),
        ("predict", () => new PredictCommand()),
        ("evaluate", () => new EvaluateCommand()),
        ("errors", () => new ErrorsCommand()),
        ("fix", () => new FixCommand()),
        ("compare", () => new CompareCommand()),
        ("calibrate", () => new CalibrateCommand()),
        ("tokenize", () => new TokenizeCommand()),
        ("report", () => new ReportCommand()),
        ("convert", () => new ConvertCommand()),
        ("quantize", () => new QuantizeCommand()),
        ("info", () => new InfoCommand()),
        ("data", () => new DataCommand()),
        ("hub", () => new HubCommand()),
        ("serve", () => new ServeCommand()),
        ("bench", () => new BenchCommand()),
    ];

    /// <summary>Every command, in the order of help.</summary>
    public static IReadOnlyList<Func<MatizCommand>> Commands => [.. All.Select(entry => entry.Make)];

    /// <summary>Makes the command of a name; null where there is none.</summary>
    public static MatizCommand? Find(string name) =>
        Array.Find(All, entry => string.Equals(entry.Name, name, StringComparison.Ordinal)).Make?.Invoke();

    /// <summary>Runs the program.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="host">Streams and the signal that interrupts.</param>
    /// <returns>An exit code, see <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, CommandHost host)
    {
        bool isVerbose = false, endsByInterruption = false;
        try
        {
            int code = Execute(args, host, ref isVerbose, ref endsByInterruption);
            if (!endsByInterruption) host.Interrupt.ThrowIfCancellationRequested();
            host.Output.Flush();
            host.Interruption?.Claim();
            return code;
        }
        catch (Exception exception)
        {
            return Fail(host, exception, isVerbose && exception is not OperationCanceledException);
        }
    }

    private static int Execute(IReadOnlyList<string> args, CommandHost host, ref bool isVerbose, ref bool endsByInterruption)
    {
        if (args.Count == 0 || IsHelp(args[0]))
        {
            var about = args.Count > 1 ? Find(args[1]) : null;
            return Print(host, about is null ? HelpText.Describe(MakeAll()) : HelpText.Describe(about));
        }

        if (IsVersion(args[0])) return Version(host);
        if (Find(args[0]) is not { } chosen) return Complain(host, Mistakes.UnknownCommand(args, MakeAll()), ExitCode.Usage);
        var root = new RootCommand(HelpText.Intention);
        root.Options.Clear();
        root.Add(chosen);
        var words = CommandWords.Read(chosen, args);
        if (words.Has(IsHelp)) return Print(host, HelpText.Describe(chosen));
        if (words.Has(IsVersion)) return Version(host);
        var parse = root.Parse(words.All, Parsing);
        if ((words.Mistake ?? Mistakes.Find(parse, chosen, words)) is { } mistake) return Complain(host, mistake, ExitCode.Usage);
        isVerbose = parse.GetValue(chosen.Messages.Verbose);
        PathGuard.Check(chosen, parse);
        endsByInterruption = chosen.EndsByInterruption;
        return chosen.Run(parse, host);
    }

    private static List<MatizCommand> MakeAll() => [.. All.Select(entry => entry.Make())];

    /// <summary>Whether a word asks for help.</summary>
    internal static bool IsHelp(string word) => word is "--help" or "-h" or "-?";

    private static bool IsVersion(string word) => word is "--version";

    private static int Version(CommandHost host) => Print(host, $"{ProgramName} {RunSettings.LibraryVersion}\n");

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

        host.Interruption?.Claim();
        int code = ErrorReport.CodeOf(exception);
        if (code == ExitCode.Interrupted && host.Interruption?.Code is > 0 and var wanted) code = wanted;
        if (code == ExitCode.ReaderGone) return code;
        Complain(host, ErrorReport.MessageOf(exception), code);
        if (withStack) host.Error.WriteLine(exception.ToString());
        return code;
    }

    private static int Print(CommandHost host, string text)
    {
        host.Output.Write(text);
        return ExitCode.Done;
    }

    private static int Complain(CommandHost host, string message, int code)
    {
        Style style = new(host.ErrorIsTerminal && host.AllowsColor);
        host.Error.WriteLine(style.Red(ProgramName + ":") + " " + PlainText.Clean(message));
        return code;
    }
}
