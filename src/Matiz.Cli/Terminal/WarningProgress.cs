using Matiz.Training;

namespace Matiz.Cli.Terminal;

/// <summary>Says the warnings of a training at once, and gives everything else to another progress, if there is one.</summary>
internal sealed class WarningProgress(Notes notes, IProgress<TrainingProgress>? progress) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Warning is { } warning) notes.Warn(warning);
        else progress?.Report(value);
    }
}
