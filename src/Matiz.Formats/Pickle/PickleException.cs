using Matiz.Formats.Arrays;

namespace Matiz.Formats.Pickle;

/// <summary>
/// A pickle that cannot be read, or that would call what is not a tensor: such a file is refused whole, and nothing is run.
/// </summary>
internal sealed class PickleException : ArrayFileException
{
    public PickleException(string path, string reason, string? global = null, Exception? inner = null)
        : base(path, reason, inner) => Global = global;

    /// <summary>What the pickle would have called, for instance <c>posix.system</c>; null where that is not its fault.</summary>
    public string? Global { get; }
}
