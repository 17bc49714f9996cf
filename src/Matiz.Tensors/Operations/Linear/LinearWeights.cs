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
        Parts = [.. weights.Select((weight, i) => new LinearPart(weight, Biases.ElementAtOrDefault(i), 0, weight.Value.Rows))];
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

    private LinearWeights(LinearPart part)
    {
        Inputs = part.Weight.Value.Columns;
        Outputs = part.Rows;
        Weights = [part.Weight];
        Biases = part.Bias is null ? [] : [part.Bias];
        Parts = [part];
    }

    /// <summary>
    /// Some outputs of one layer as a layer of their own, such as the queries of a matrix that stacks queries, keys and values.
    /// </summary>
    /// <param name="weight">[all outputs, inputs]</param>
    /// <param name="bias">[all outputs]; null: none.</param>
    /// <param name="firstRow">The first output.</param>
    /// <param name="rows">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight has no such rows.</exception>
    /// <exception cref="ArgumentException">The bias does not fit the weight.</exception>
    public static LinearWeights FromRows(Parameter weight, Parameter? bias, int firstRow, int rows)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, weight.Value.Rows - firstRow);
        if (bias is not null && bias.Length != weight.Value.Rows)
            throw new ArgumentException($"the bias does not fit the rows of '{weight.Name}'.", nameof(bias));
        return new LinearWeights(new LinearPart(weight, bias, firstRow, rows));
    }

    /// <summary>Columns of the input.</summary>
    public int Inputs { get; }

    /// <summary>Columns of the output.</summary>
    public int Outputs { get; }

    /// <summary>The stacked matrices.</summary>
    public IReadOnlyList<Parameter> Weights { get; }

    /// <summary>The stacked biases; empty: none.</summary>
    public IReadOnlyList<Parameter> Biases { get; }

    /// <summary>What is stacked: whole matrices, or rows of one.</summary>
    internal IReadOnlyList<LinearPart> Parts { get; }

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

/// <summary>Rows of a weight that take part in a linear layer.</summary>
/// <param name="Weight">[…, inputs]</param>
/// <param name="Bias">[…]; null: none.</param>
/// <param name="FirstRow">The first row that takes part.</param>
/// <param name="Rows">How many do.</param>
internal readonly unsafe record struct LinearPart(Parameter Weight, Parameter? Bias, int FirstRow, int Rows)
{
    // Pointers are internal: what a record shows of itself is public, and the compiler of native programs fails at a pointer's text.

    /// <summary>The first of the values that take part.</summary>
    internal float* Values => Weight.Value.Pointer + ((long)FirstRow * Weight.Value.Columns);

    /// <summary>The biases that take part.</summary>
    public ReadOnlySpan<float> BiasValues => Bias is null ? [] : Bias.Value.AsSpan().Slice(FirstRow, Rows);

    /// <summary>The gradient of those values; null where they are frozen.</summary>
    internal float* WeightGradient =>
        Weight.Trainable ? Weight.GradientBuffer.Pointer + ((long)FirstRow * Weight.Value.Columns) : null;

    /// <summary>The gradient of those biases; null where there are none, or they are frozen.</summary>
    internal float* BiasGradient => Bias is { Trainable: true } bias ? bias.GradientBuffer.Pointer + FirstRow : null;
}
