using System.Text;
using Matiz.Tensors;

namespace Matiz.Models;

/// <summary>
/// First values of weights that no checkpoint has, in the reference's manner: matrices N(0, initializer_range²), biases 0. A draw
/// depends on the seed, the parameter's name and the element, not on what else is initialised.
/// </summary>
public static class Initializer
{
    private const ulong HashOffset = 14695981039346656037;
    private const ulong HashPrime = 1099511628211;

    /// <summary>Fills a parameter with draws of N(0, standardDeviation²).</summary>
    public static void Normal(Parameter parameter, float standardDeviation, ulong seed) =>
        parameter.Fill(values => NormalRandom.Fill(seed, StreamOf(parameter.Name), standardDeviation, values));

    /// <summary>Fills a parameter with one value.</summary>
    public static void Constant(Parameter parameter, float value) => parameter.Fill(values => values.Fill(value));

    // FNV-1a (Fowler, Noll, Vo) of the name.
    private static ulong StreamOf(string name)
    {
        ulong hash = HashOffset;
        foreach (byte value in Encoding.UTF8.GetBytes(name)) hash = (hash ^ value) * HashPrime;
        return hash;
    }
}
