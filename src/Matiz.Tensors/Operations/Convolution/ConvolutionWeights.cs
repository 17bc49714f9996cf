namespace Matiz.Tensors;

/// <summary>
/// The weights of a convolution along tokens, and the linear layer that they are over the seen tokens side by side: made again when the
/// weight changed. Groups are blocks of it; what is outside of them is zero, which costs more products than there need be, in one layer of
/// a model.
/// </summary>
internal sealed class ConvolutionWeights
{
    private readonly LinearWeights _linear;
    private int _version = -1;

    /// <summary>The weights of a convolution.</summary>
    /// <param name="weight">[outputs, inputs / groups, size]</param>
    /// <param name="bias">[outputs]; null: none.</param>
    /// <param name="groups">The first of as many parts of the outputs see the first of as many parts of the inputs, and so on.</param>
    /// <exception cref="ArgumentException">The size is even, or the groups do not divide the outputs.</exception>
    public ConvolutionWeights(Parameter weight, Parameter? bias, int groups)
    {
        if (weight.Shape.Count != 3 || weight.Shape[2] % 2 == 0 || groups < 1 || weight.Shape[0] % groups != 0)
            throw new ArgumentException(
                $"'{weight.Name}' is [{string.Join(", ", weight.Shape)}] in {groups} groups; an odd size and groups that divide the "
                + "outputs are expected.", nameof(weight));
        Weight = weight;
        Groups = groups;
        Inputs = weight.Shape[1] * groups;
        Size = weight.Shape[2];
        _linear = new LinearWeights(new Parameter(weight.Device, weight.Name, [weight.Shape[0], Size * Inputs]), bias);
    }

    /// <summary>[outputs, inputs / groups, size]</summary>
    public Parameter Weight { get; }

    /// <summary>Parts of inputs and outputs that see each other.</summary>
    public int Groups { get; }

    /// <summary>Columns of the input.</summary>
    public int Inputs { get; }

    /// <summary>Tokens that are seen, an odd number.</summary>
    public int Size { get; }

    private Parameter Side => _linear.Weights[0];

    /// <summary>The linear layer over [tokens, size × inputs].</summary>
    public LinearWeights SideBySide()
    {
        lock (_linear)
        {
            Side.Trainable = Weight.Trainable;
            if (_version == Weight.Version) return _linear;
            int version = Weight.Version;
            float[] weight = Weight.Value.ToArray();
            Side.Fill(values => LaySideBySide(weight, values));
            _version = version;
            return _linear;
        }
    }

    /// <summary>Moves the gradient that has reached the linear layer to the weight.</summary>
    public void TakeGradient()
    {
        if (!Side.HasGradient) return;
        float[] from = Side.GradientToArray(), sum = Weight.GradientToArray();
        for (int output = 0, i = 0; output < Weight.Shape[0]; output++)
        {
            for (int input = 0; input < Weight.Shape[1]; input++)
            {
                for (int token = 0; token < Size; token++, i++) sum[i] += from[SideOf(output, input, token)];
            }
        }

        Weight.MarkGradient();
        Weight.GradientBuffer.CopyFrom(sum);
        Side.ZeroGradient();
    }

    // What is outside of the groups stays zero.
    private void LaySideBySide(float[] weight, Span<float> side)
    {
        for (int output = 0, i = 0; output < Weight.Shape[0]; output++)
        {
            for (int input = 0; input < Weight.Shape[1]; input++)
            {
                for (int token = 0; token < Size; token++, i++) side[SideOf(output, input, token)] = weight[i];
            }
        }
    }

    private int SideOf(int output, int input, int token)
    {
        int group = output / (Weight.Shape[0] / Groups);
        return (((output * Size) + token) * Inputs) + (group * Weight.Shape[1]) + input;
    }
}
