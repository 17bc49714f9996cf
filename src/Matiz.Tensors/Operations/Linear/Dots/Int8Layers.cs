namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Which layers are computed in 8-bit integers.</summary>
internal static class Int8Layers
{
    /// <summary>Sums of so many products of ±127 stay within 32 bits.</summary>
    public const int MostInputs = int.MaxValue / (QuantizedRows.Largest * QuantizedRows.Largest);

    /// <summary>True where no parameter of the layer keeps to floats.</summary>
    public static bool Computes(LinearWeights weights)
    {
        for (int i = 0; i < weights.Weights.Count; i++)
        {
            if (weights.Weights[i].KeepsFloat) return false;
        }

        return weights.Inputs <= MostInputs;
    }
}
