namespace Matiz.Tests;

/// <summary>The tests that measure the memory of the whole process: nothing runs beside them.</summary>
[CollectionDefinition(nameof(MeasuringAlone), DisableParallelization = true)]
public sealed class MeasuringAlone;
