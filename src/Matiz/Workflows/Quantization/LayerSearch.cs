using Matiz.Models;

namespace Matiz.Workflows.Quantization;

/// <summary>
/// Finds the layers that stay in floating point, by measurement: each is quantized alone and the change of the logits ranks it; then the
/// worst are kept, as few as bring the metric's drop within what is allowed.
/// </summary>
internal sealed class LayerSearch(
    QuantizationMeasure measure, QuantizedLayers layers, SequenceClassificationModel model, QuantizationScore before, float[] logits)
{
    // A model of which more is kept is not worth the trouble.
    private const double MostKept = 0.5;

    private const int RowsThatDoNotCount = 2;

    private Dictionary<QuantizedLayer, double>? _effects;

    /// <summary>What quantizing each layer alone does to the logits, the worst first: |change| / |logits|, as vectors.</summary>
    public IReadOnlyList<KeyValuePair<QuantizedLayer, double>> Effects =>
        [.. (_effects ??= layers.All.ToDictionary(layer => layer, EffectOf)).OrderByDescending(pair => pair.Value)];

    /// <summary>Quantizes all parts but those that have to be kept; the layers are as found then.</summary>
    /// <param name="maxDrop">Points; null: all parts are quantized.</param>
    /// <param name="all">Gets the score of the model with all parts quantized.</param>
    /// <returns>The parts that were kept, and the score; null where the drop stays too large.</returns>
    public (IReadOnlyList<KeyValuePair<QuantizedLayer, double>> Kept, QuantizationScore After)? Find(
        double? maxDrop, out QuantizationScore all)
    {
        all = Keep(0);
        if (maxDrop is not { } most || IsWithin(all, most)) return ([], all);
        long total = layers.All.Sum(layer => layer.Length), soFar = 0;
        int limit = Effects.TakeWhile(pair => (soFar += pair.Key.Length) <= MostKept * total).Count();
        int bad = 0, good = 0;
        for (int count = 1; limit > 0 && good == 0; count = Math.Min(limit, 2 * count))
        {
            if (IsWithin(Keep(count), most)) good = count;
            else bad = count;
            if (count == limit) break;
        }

        if (good == 0) return null;
        while (good - bad > 1)
        {
            int middle = (good + bad) / 2;
            if (IsWithin(Keep(middle), most)) good = middle;
            else bad = middle;
        }

        return ([.. Effects.Take(good)], Keep(good));
    }

    private bool IsWithin(QuantizationScore after, double maxDrop) =>
        measure.Drop(before, after) <= maxDrop
        || (before.Right.Length > 0 && QuantizationMeasure.Lost(before, after) <= RowsThatDoNotCount);

    private QuantizationScore Keep(int count)
    {
        var kept = count == 0 ? [] : Effects.Take(count).Select(pair => pair.Key).ToHashSet();
        layers.Quantize(layers.All.Where(layer => !kept.Contains(layer)).ToHashSet());
        return measure.Measure(model);
    }

    private double EffectOf(QuantizedLayer layer)
    {
        layers.Quantize(new HashSet<QuantizedLayer> { layer });
        float[] changed = measure.Probe(model);
        double change = 0, size = 0;
        for (int i = 0; i < changed.Length; i++)
        {
            double difference = (double)changed[i] - logits[i];
            change += difference * difference;
            size += (double)logits[i] * logits[i];
        }

        return size == 0 ? Math.Sqrt(change) : Math.Sqrt(change / size);
    }
}
