using Matiz.Defaults;
using Matiz.Workflows;

namespace Matiz.Cli;

/// <summary>What the program carries, and what it reads besides files: the built-in encoder and sample, standard input.</summary>
internal static class ProgramInputs
{
    /// <summary>The built-in sample.</summary>
    public static BuiltInRows Sample { get; } = new(EmbeddedSample.Name, EmbeddedSample.Open);

    /// <summary>How a run's recorded names are found.</summary>
    public static JobInputs For(CommandHost host) => new()
    {
        FindModel = name => (name is null ? ModelSource.Embedded() : ModelSource.Find(name)).Start,
        BuiltInRows = Sample,
        StandardInput = host.Input,
    };
}
