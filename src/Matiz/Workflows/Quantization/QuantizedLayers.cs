using Matiz.Models;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Workflows.Quantization;

/// <summary>A part of a model that is quantized as a whole, or kept.</summary>
/// <param name="Weights">What one product computes with: query, key and value are computed as one.</param>
/// <param name="IsTable">Whether it is the table of words.</param>
internal sealed record QuantizedLayer(IReadOnlyList<Parameter> Weights, bool IsTable)
{
    /// <summary>The names of the weights, without their end.</summary>
    public IEnumerable<string> Names => Weights.Select(QuantizationScheme.NameOf);

    /// <summary>Numbers of the weights.</summary>
    public long Length => Weights.Sum(weight => weight.Length);
}

/// <summary>The parts of a model on a device that computes in int8, each of which can be switched to floating point and back.</summary>
internal sealed class QuantizedLayers
{
    // The last parts of the names of layers that are computed as one product, in the order of the module tree.
    private static readonly string[][] Stacks =
        [["query", "key", "value"], ["query_proj", "key_proj", "value_proj"], ["q_lin", "k_lin", "v_lin"], ["q", "k", "v"]];

    private readonly float[]? _words;
    private readonly QuantizedLayer? _table;

    /// <summary>The parts; all in floating point at first.</summary>
    /// <param name="model">A model of floating-point weights.</param>
    /// <param name="withTable">Whether the table of words is one.</param>
    public QuantizedLayers(SequenceClassificationModel model, bool withTable)
    {
        var origin = model.Encoder.Origin;
        if (withTable && origin.Words is { } words) (_table, _words) = (new QuantizedLayer([words], IsTable: true), words.Value.ToArray());
        All = [.. _table is null ? [] : (QuantizedLayer[])[_table], .. Stacked(origin.Layers)];
        // Heads that lie in files of their own stay as they are.
        foreach (var parameter in model.Parameters) parameter.KeepsFloat = true;
    }

    /// <summary>Every part, in the order of the module tree.</summary>
    public IReadOnlyList<QuantizedLayer> All { get; }

    /// <summary>Computes parts in int8, and all others in floating point.</summary>
    public void Quantize(IReadOnlySet<QuantizedLayer> layers)
    {
        foreach (var layer in All)
        {
            if (!layer.IsTable)
            {
                foreach (var weight in layer.Weights) weight.KeepsFloat = !layers.Contains(layer);
            }
            else if (!layers.Contains(layer))
            {
                if (layer.Weights[0].Quantized is not null) layer.Weights[0].CopyFrom(_words);
            }
            else if (layer.Weights[0].Quantized is null)
            {
                Write(layer.Weights[0]);
            }
        }
    }

    /// <summary>Makes the weights of the parts that are computed in int8 the integers that they are computed with.</summary>
    public void Fix()
    {
        foreach (var weight in All.Where(layer => !layer.IsTable).SelectMany(layer => layer.Weights))
        {
            if (!weight.KeepsFloat) Write(weight);
        }
    }

    private static void Write(Parameter weight)
    {
        var matrix = new MatrixOfBytes(weight);
        weight.SetQuantized(matrix.Values, matrix.Scales);
    }

    private static IEnumerable<QuantizedLayer> Stacked(List<Parameter> layers)
    {
        for (int i = 0; i < layers.Count;)
        {
            int count = Stacks.Any(names => IsStack(layers, i, names)) ? 3 : 1;
            yield return new QuantizedLayer(layers.GetRange(i, count), IsTable: false);
            i += count;
        }
    }

    private static bool IsStack(List<Parameter> layers, int start, string[] names)
    {
        if (start + names.Length > layers.Count) return false;
        string first = QuantizationScheme.NameOf(layers[start]);
        if (!first.EndsWith("." + names[0], StringComparison.Ordinal)) return false;
        string place = first[..^names[0].Length];
        for (int i = 1; i < names.Length; i++)
        {
            if (!string.Equals(QuantizationScheme.NameOf(layers[start + i]), place + names[i], StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
