namespace Matiz.Tensors;

/// <summary>
/// The weights and biases of one linear layer, or of several that read the same input and are computed as one: their rows are
/// stacked in the given order. Kernels keep a packed copy here, made again when a weight changed.
/// </summary>
public sealed class LinearWeights
{
    /// <summary>Layers computed as one.</summary>
    /// <param name="weights">One or more matrices [outputs, inputs] of the same number of inputs.</param>
    /// <param name="biases">A vector for each matrix, or none at all.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public LinearWeights(IReadOnlyList<Parameter> weights, IReadOnlyList<Parameter>? biases = null)
    {
        if (weights.Count == 0) throw new ArgumentException("a linear layer needs a weight.", nameof(weights));
        Inputs = weights[0].Value.Columns;
        Outputs = weights.Sum(weight => weight.Value.Rows);
        Weights = weights;
        Biases = biases ?? [];
        foreach (var weight in weights)
        {
            if (weight.Value.Columns != Inputs)
                throw new ArgumentException(
                    $"'{weight.Name}' has {weight.Value.Columns} inputs, but '{weights[0].Name}' has {Inputs}.", nameof(weights));
        }

        if (Biases.Count > 0 && !Biases.Select(bias => (int)bias.Length).SequenceEqual(weights.Select(weight => weight.Value.Rows)))
            throw new ArgumentException($"the biases of '{weights[0].Name}' do not fit the rows of the weights.", nameof(biases));
    }

    /// <summary>One layer with a bias.</summary>
    public LinearWeights(Parameter weight, Parameter? bias)
        : this([weight], bias is null ? null : [bias])
    {
    }

    /// <summary>Columns of the input.</summary>
    public int Inputs { get; }

    /// <summary>Columns of the output.</summary>
    public int Outputs { get; }

    /// <summary>The stacked matrices.</summary>
    public IReadOnlyList<Parameter> Weights { get; }

    /// <summary>The stacked biases; empty: none.</summary>
    public IReadOnlyList<Parameter> Biases { get; }

    /// <summary>What a kernel keeps of these weights in the layout it likes.</summary>
    internal object? Packed { get; set; }

    /// <summary>Changes whenever one of the parameters does.</summary>
    internal long Version
    {
        get
        {
            long version = 0;
            for (int i = 0; i < Weights.Count; i++) version += Weights[i].Version;
            for (int i = 0; i < Biases.Count; i++) version += Biases[i].Version;
            return version;
        }
    }

    internal bool HasTrainable => Weights.Any(weight => weight.Trainable) || Biases.Any(bias => bias.Trainable);
}
