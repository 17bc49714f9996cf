using Matiz.Formats.Arrays;

namespace Matiz.Formats.Flax;

/// <summary>A file of Flax that breaks the format: which file and place, what was expected, what to do.</summary>
internal sealed class FlaxException(string path, string reason, Exception? inner = null) : ArrayFileException(path, reason, inner);
