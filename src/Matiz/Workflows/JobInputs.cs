namespace Matiz.Workflows;

/// <summary>How what a run recorded by name is found again, besides files: the models and rows that a program carries.</summary>
public sealed record JobInputs
{
    /// <summary>
    /// The model that a run recorded; a null name stands for the one that is meant where none is named. Default: the folder of that
    /// name, or the model of that id on the Hub at its recorded commit.
    /// </summary>
    /// <remarks>It throws a <see cref="Formats.MatizException"/> where there is no such model.</remarks>
    public Func<RecordedModel, StartingModel> FindModel { get; init; } =
        static recorded =>
            StartingModel.Find(recorded.Name ?? ".", recorded.Commit ?? recorded.Revision) with { Revision = recorded.Revision };

    /// <summary>The rows that are meant where no file is named; null, the default: the program carries none.</summary>
    public BuiltInRows? BuiltInRows { get; init; }

    /// <summary>How datasets of the Hub are reached. Default: as the environment says.</summary>
    public DatasetAccess Datasets { get; init; } = new();

    /// <summary>What <c>-</c> reads; null, the default: the standard input of the process.</summary>
    public Stream? StandardInput { get; init; }
}
