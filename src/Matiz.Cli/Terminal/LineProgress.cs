using Matiz.Training;

namespace Matiz.Cli.Terminal;

/// <summary>Progress for a file or a pipe: a line every tenth of the run, and one for each evaluation; with verbose one a step.</summary>
internal sealed class LineProgress(TextWriter output, string decidingKey, bool isVerbose) : IProgress<TrainingProgress>
{
    private const int Parts = 10;

    private int _told = -1;

    public void Report(TrainingProgress value)
    {
        if (value.Evaluation is { } evaluation)
        {
            output.WriteLine(TrainingLines.Evaluation(evaluation, decidingKey));
            return;
        }

        if (value.Phase != TrainingPhase.Training || value.Loss is null) return;
        int part = (int)((long)value.Step * Parts / value.TotalSteps);
        if (_told < 0) _told = (int)((long)(value.Step - 1) * Parts / value.TotalSteps);
        if (part == _told && !isVerbose) return;
        _told = part;
        output.WriteLine($"{TrainingLines.Place(value)}  {TrainingLines.Step(value)}");
    }
}
