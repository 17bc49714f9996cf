using Matiz.Files;
using Matiz.Weights.Keras;

namespace Matiz.Weights;

/// <summary>The list of <see cref="WeightFormat"/>s.</summary>
internal static class WeightFormats
{
    /// <summary>
    /// Every format, in the order in which a folder's weights are looked for: a new one is one line here and one file beside the others.
    /// </summary>
    public static WeightFormat[] All { get; } =
    [
        SafetensorsWeights.Format,
        PyTorchWeights.Format,
        KerasWeights.Format,
        FlaxWeights.Format,
        OnnxWeights.Format,
    ];

    /// <summary>The weights of a folder under the names that frameworks give them, in the order of <see cref="All"/>.</summary>
    /// <exception cref="CheckpointException">A file is a link that leads nowhere.</exception>
    public static List<FoundWeights> Found(ModelFiles files)
    {
        var found = new List<FoundWeights>();
        foreach (var format in All)
        {
            foreach (string name in (IEnumerable<string>)[.. format.FileNames, format.IndexFileName])
            {
                if (!files.Exists(name, (path, reason) => new CheckpointException(path, reason))) continue;
                found.Add(new FoundWeights(format, name));
                break;
            }
        }

        return found;
    }

    /// <summary>The format of a single file, by how its name ends; safetensors where no format has such an end.</summary>
    public static WeightFormat OfFile(string path) =>
        Array.Find(All, format => format.Extensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
        ?? SafetensorsWeights.Format;
}

/// <summary>Weights that lie in a folder.</summary>
/// <param name="Format">Whose they are.</param>
/// <param name="FileName">The file, or the index of its parts.</param>
internal sealed record FoundWeights(WeightFormat Format, string FileName);
