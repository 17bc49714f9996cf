using Matiz.Defaults;
using Matiz.Workflows;

namespace Matiz.Cli;

/// <summary>What the program carries, and what it reads besides files: the built-in encoder and sample, standard input.</summary>
internal static class ProgramInputs
{
    /// <summary>The built-in sample.</summary>
    public static BuiltInRows Sample { get; } = new(EmbeddedSample.Name, EmbeddedSample.Open);

    /// <summary>How a run's recorded names are found.</summary>
    /// <param name="host">Streams, and what interrupts.</param>
    /// <param name="isQuiet">Whether downloads are shown to nobody.</param>
    public static JobInputs For(CommandHost host, bool isQuiet) => new()
    {
        FindModel = recorded => new ModelFinder(host, new Notes(host, isQuiet)).FindRecorded(recorded).Start,
        BuiltInRows = Sample,
        Datasets = new DatasetAccess { Hub = host.Hub, Cancellation = host.Interrupt },
        StandardInput = host.Input,
    };
}
