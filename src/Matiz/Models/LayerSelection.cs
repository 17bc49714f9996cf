using System.Globalization;

namespace Matiz.Models;

/// <summary>Parts of an encoder as a text names them: <c>embeddings,0-3</c>.</summary>
/// <param name="Embeddings">True when the embeddings are among them.</param>
/// <param name="Layers">Layer numbers, rising.</param>
internal sealed record LayerSelection(bool Embeddings, IReadOnlyList<int> Layers)
{
    private const string EmbeddingsName = "embeddings";

    /// <summary>Reads such a text for an encoder of <paramref name="layerCount"/> layers.</summary>
    /// <exception cref="ArgumentException">A part does not exist; the message names those that do.</exception>
    public static LayerSelection Parse(string parts, int layerCount)
    {
        bool embeddings = false;
        var layers = new SortedSet<int>();
        foreach (string part in parts.Split(',', StringSplitOptions.TrimEntries))
        {
            if (string.Equals(part, EmbeddingsName, StringComparison.Ordinal))
            {
                embeddings = true;
                continue;
            }

            string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryLayer(ends[0], layerCount, out int first) || !TryLayer(ends[^1], layerCount, out int last)
                || last < first)
            {
                throw new ArgumentException(
                    $"'{part}' is no part of this encoder, expected '{EmbeddingsName}' or layers from 0 to {layerCount - 1}, "
                    + $"for instance '{EmbeddingsName},0-{layerCount - 1}'.", nameof(parts));
            }

            layers.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return new LayerSelection(embeddings, [.. layers]);
    }

    private static bool TryLayer(string text, int layerCount, out int layer) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out layer) && layer < layerCount;
}
