using Matiz.Tensors;

namespace Matiz.Models;

/// <summary>
/// First values of weights that no checkpoint has, as the reference draws them when its generator was seeded just before the model was
/// loaded: matrices N(0, initializer_range²), one after another in the order of the module tree; biases 0.
/// </summary>
/// <param name="seed">The seed of the run (reference: <c>set_seed</c>).</param>
internal sealed class Initializer(ulong seed)
{
    private readonly NormalRandom _draws = new(seed);

    /// <summary>Fills a parameter with the next draws of N(0, standardDeviation²).</summary>
    public void Normal(Parameter parameter, float standardDeviation) => parameter.Fill(values => _draws.Fill(standardDeviation, values));

    /// <summary>Fills a parameter with the next draws of a distribution that is cut.</summary>
    public void Truncated(Parameter parameter, TruncatedNormal distribution) =>
        parameter.Fill(values => _draws.FillTruncated(distribution.StandardDeviation, distribution.Cutoff, values));

    /// <summary>Fills a parameter with one value.</summary>
    public static void Constant(Parameter parameter, float value) => parameter.Fill(values => values.Fill(value));
}

/// <summary>N(0, deviation²), cut on both sides: how some architectures begin new weights.</summary>
/// <param name="StandardDeviation">The deviation before the cut.</param>
/// <param name="Cutoff">Where it is cut, in deviations.</param>
internal readonly record struct TruncatedNormal(float StandardDeviation, float Cutoff);
