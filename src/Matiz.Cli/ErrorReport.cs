using Matiz.Data;
using Matiz.Formats.Safetensors;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tokenizers;
using Matiz.Training;
using Matiz.Weights;

namespace Matiz.Cli;

/// <summary>From an exception to one line and an exit code. Files that are read say themselves when they are missing; what the system says is of writing.</summary>
internal static class ErrorReport
{
    /// <summary>Whose fault it is: see <see cref="ExitCode"/>.</summary>
    public static int CodeOf(Exception exception) => exception switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        UsageException or DataException or TokenizerException or CheckpointException or SafetensorsException or ModelException
            or TrainingException or UnknownMetricException => ExitCode.Usage,
        AggregateException { InnerExceptions: [var only] } => CodeOf(only),
        _ => ExitCode.Failure,
    };

    /// <summary>The line for standard error, without its line end.</summary>
    public static string MessageOf(Exception exception) => exception switch
    {
        OperationCanceledException canceled => canceled is TrainingInterruptedException ? OneLine(canceled.Message) : "interrupted.",
        AggregateException { InnerExceptions: [var only] } => MessageOf(only),
        OutOfMemoryException => "the memory is used up. Take a smaller --batch-size, --token-bound or --max-length, or end other programs.",
        UnauthorizedAccessException => Sentence(exception.Message) + " Permission to write was expected. Change the permissions or name another place.",
        IOException io => Sentence(io.Message) + " Free some space, or name another place; what was there before is untouched.",
        _ when CodeOf(exception) == ExitCode.Failure => $"unexpected {exception.GetType().Name}: {Sentence(exception.Message)} This is a fault of matiz; --verbose shows where.",
        _ => OneLine(exception.Message),
    };

    // The system ends some of its messages with a stop and some with a path.
    private static string Sentence(string message) => OneLine(message) is var line && line.EndsWith('.') ? line : line + ".";

    private static string OneLine(string message) => string.Join(' ', message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd();
}
