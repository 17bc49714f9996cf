using Matiz.Formats;

namespace Matiz.Cli;

/// <summary>Arguments that cannot be used together or mean nothing: what was found, what was expected, what to do.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : MatizException(message, innerException);
