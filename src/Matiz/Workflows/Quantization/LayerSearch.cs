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

    // 0.915 to 0.912 is 0.3 points, whatever the last digits of their difference.
    private const double PointsThatDoNotCount = 1e-9;

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
        all = Keep([]);
        if (maxDrop is not { } most || IsWithin(all, most)) return ([], all);
        var candidates = Candidates();
        int bad = 0, good = 0;                                  // how many were too few, and enough
        while (good == 0 && bad < candidates.Count) Try(Math.Clamp(2 * bad, 1, candidates.Count));
        if (good == 0) return null;
        while (good - bad > 1) Try((good + bad) / 2);
        return (candidates[..good], Keep(candidates[..good]));

        void Try(int count)
        {
            if (IsWithin(Keep(candidates[..count]), most)) good = count;
            else bad = count;
        }
    }

    // The worst first, as many as there is room for; one that has none, as a large table may, does not keep the others out.
    private List<KeyValuePair<QuantizedLayer, double>> Candidates()
    {
        long room = (long)(MostKept * layers.All.Sum(layer => layer.Length));
        var candidates = new List<KeyValuePair<QuantizedLayer, double>>();
        foreach (var pair in Effects)
        {
            if (pair.Key.Length > room) continue;
            room -= pair.Key.Length;
            candidates.Add(pair);
        }

        return candidates;
    }

    private bool IsWithin(QuantizationScore after, double maxDrop) =>
        measure.Drop(before, after) <= maxDrop + PointsThatDoNotCount
        || (before.Right.Length > 0 && QuantizationMeasure.Lost(before, after) <= RowsThatDoNotCount);

    private QuantizationScore Keep(List<KeyValuePair<QuantizedLayer, double>> kept)
    {
        layers.Quantize(layers.All.Except(kept.Select(pair => pair.Key)).ToHashSet());
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
