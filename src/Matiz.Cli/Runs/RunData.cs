using Matiz.Data;

namespace Matiz.Cli.Runs;

/// <summary>The rows of a run; of one that goes on, from the files that it was begun with.</summary>
internal static class RunData
{
    /// <summary>Reads the rows of a request; of a resumed one the files must be those that it recorded.</summary>
    /// <param name="request">Which files, and what was recorded of them.</param>
    /// <param name="standardInput">What <c>-</c> reads.</param>
    /// <exception cref="UsageException">A file is gone, has come, or has changed.</exception>
    /// <exception cref="DataException">A file cannot be read.</exception>
    public static DatasetDict Load(RunRequest request, Stream standardInput)
    {
        var data = request.Data.Load(request.ProblemType, request.Arguments.Seed, standardInput);
        ResumedFiles.Require(request, data);
        return data;
    }

    /// <summary>The same rows with the classes in the order that the run recorded: that of its model.</summary>
    /// <inheritdoc cref="Load"/>
    public static DatasetDict LoadAsLabelled(RunRequest request, Stream standardInput) =>
        request.RecordedLabels is { } labels ? Load(request, standardInput).WithLabels(labels) : Load(request, standardInput);
}
