namespace Matiz.Server.Tests.Trials;

/// <summary>Tests that measure time or memory of the process, and therefore run when no others do.</summary>
[CollectionDefinition(nameof(TrialsAlone), DisableParallelization = true)]
public sealed class TrialsAlone;
