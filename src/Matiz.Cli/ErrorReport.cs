using Matiz.Cli.Streams;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Hub;
using Matiz.Training;

namespace Matiz.Cli;

/// <summary>
/// From an exception to one line and an exit code. Files that are read or written say themselves what is wrong; what is left is the
/// system's.
/// </summary>
internal static class ErrorReport
{
    /// <summary>Whose fault it is: see <see cref="ExitCode"/>.</summary>
    public static int CodeOf(Exception exception) => exception switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        ReaderGoneException or FileWriteException { Fault: WriteFault.ReaderGone } => ExitCode.ReaderGone,
        HubException hub => hub.IsOfTheCaller ? ExitCode.Usage : ExitCode.Failure,
        MatizException => ExitCode.Usage,
        FileWriteException write => write.IsOfTheName ? ExitCode.Usage : ExitCode.Failure,
        FileNotFoundException { FileName: { } name } when CheckedFile.BrokenLink(name) is not null => ExitCode.Usage,
        UnauthorizedAccessException => ExitCode.Usage,          // of reading; what is written has an exception of its own
        AggregateException { InnerExceptions: [var only] } => CodeOf(only),
        _ when SystemWords.OfBrokenLink(exception) is not null => ExitCode.Usage,
        _ => ExitCode.Failure,
    };

    /// <summary>The line for standard error, without its line end.</summary>
    public static string MessageOf(Exception exception) => exception switch
    {
        OperationCanceledException canceled =>
            canceled is TrainingInterruptedException or Runs.RunInterruptedException ? OneLine(canceled.Message) : "interrupted.",
        AggregateException { InnerExceptions: [var only] } => MessageOf(only),
        _ when ProgramFiles.Describe(exception) is { } part => part,
        _ when SystemWords.OfBrokenLink(exception) is { } link => OneLine(link),
        OutputException output => OneLine(output.Message),
        OutOfMemoryException => "the memory is used up. Take a smaller --batch-size, --token-bound or --max-length, or end other programs.",
        FileWriteException or HubException => OneLine(exception.Message),
        UnauthorizedAccessException => SystemWords.OfRefusal(OneLine(exception.Message)),
        FileNotFoundException { FileName: { } name } when CheckedFile.BrokenLink(name) is { } target =>
            $"{name}: this is a link to '{target}', where nothing is. The file itself was expected. "
                + "Put it back, or copy the folder with its links followed.",
        IOException io => Sentence(io.Message) + SystemWords.AdviceFor(io),
        _ when CodeOf(exception) == ExitCode.Failure =>
            $"unexpected {exception.GetType().Name}: {Sentence(exception.Message)} This is a fault of matiz; --verbose shows where.",
        _ => OneLine(exception.Message),
    };

    // The system ends some of its messages with a stop and some with a path.
    private static string Sentence(string message) => OneLine(message) is var line && line.EndsWith('.') ? line : line + ".";

    private static string OneLine(string message) =>
        LibraryWords.Translate(string.Join(' ', message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd());
}
