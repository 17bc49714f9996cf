using Matiz.Training;

namespace Matiz.Cli.Terminal;

/// <summary>Progress of training for a terminal: one line that changes in place, and a line that stays for each evaluation.</summary>
internal sealed class LiveProgress(LiveLine line, string decidingKey) : IProgress<TrainingProgress>
{
    /// <summary>Shows progress while something runs.</summary>
    /// <param name="host">Whose terminal.</param>
    /// <param name="decidingKey">The metric that decides.</param>
    /// <param name="run">What runs; reports to what it is given.</param>
    public static T Show<T>(CommandHost host, string decidingKey, Func<IProgress<TrainingProgress>, T> run) =>
        LiveLine.Show(host, line => run(new LiveProgress(line, decidingKey)));

    public void Report(TrainingProgress value)
    {
        if (value.Warning is { } warning)
        {
            line.Keep($"warning: {PlainText.Clean(LibraryWords.Translate(warning))}");
            return;
        }

        if (value.Evaluation is { } evaluation)
        {
            line.Keep(TrainingLines.Evaluation(evaluation, decidingKey, line.Width));
            return;
        }

        line.Set(value.Step / (double)value.TotalSteps, value switch
        {
            { Phase: TrainingPhase.Evaluating } => $"{TrainingLines.Place(value)}  evaluating",
            { Phase: TrainingPhase.Saving } => $"{TrainingLines.Place(value)}  saving",
            { Loss: null } => "starting",
            _ => TrainingLines.Short(value, line.WordsWidth),
        });
    }
}
