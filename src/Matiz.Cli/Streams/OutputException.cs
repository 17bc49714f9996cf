namespace Matiz.Cli.Streams;

/// <summary>Results cannot be written to standard output: what was found, what was expected, what to do.</summary>
internal sealed class OutputException(string message) : IOException(message);

/// <summary>Whoever was reading standard output reads no more (<c>| head -1</c>): nobody wants the rest.</summary>
internal sealed class ReaderGoneException() : IOException("the reader of standard output has gone.");
