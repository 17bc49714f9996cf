namespace Matiz.Workflows;

/// <summary>Rows that a program carries: what is meant where no file is named.</summary>
/// <param name="Name">What they are called; recorded.</param>
/// <param name="Open">Gives a new stream for <c>train.csv</c>, <c>validation.csv</c> and <c>test.csv</c>.</param>
public sealed record BuiltInRows(string Name, Func<string, Stream> Open);
