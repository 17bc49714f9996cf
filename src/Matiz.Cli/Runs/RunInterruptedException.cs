using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>
/// A run was interrupted; the message says what there is of it, and how to go on. It is said even where notes are unwanted.
/// </summary>
internal sealed class RunInterruptedException : OperationCanceledException
{
    private RunInterruptedException(string message, OperationCanceledException cause)
        : base(message, cause)
    {
    }

    /// <summary>The interruption of a training.</summary>
    /// <param name="output">The run folder.</param>
    /// <param name="isReplacing">Whether the run was to replace an earlier one.</param>
    /// <param name="cause">What interrupted it.</param>
    public static RunInterruptedException ForRun(string output, bool isReplacing, OperationCanceledException cause)
    {
        string goOn = $"go on with: matiz train --output {Quoted(output)} --resume";
        bool isThere = RunFolder.CanResume(output);
        string message = cause is TrainingInterruptedException { Step: > 0 and var step }
            ? $"interrupted after step {Terminal.Numbers.Count(step)}; "
                + $"{(isReplacing ? $"the earlier run in {output} stands until the new one is complete; " : "")}{goOn}"
            : isReplacing ? $"interrupted before there was anything to keep; the earlier run in {output} is as it was."
            : isThere && HasResults(output) ? $"interrupted; the model in {output} is complete, its report is not: {goOn}"
            : isThere ? $"interrupted; {goOn}"
            : "interrupted before the first step; nothing was written.";
        return new RunInterruptedException(message, cause);
    }

    private static bool HasResults(string output) => RunFolder.IsRunFolder(output) && RunFolder.Open(output).HasResults;

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
