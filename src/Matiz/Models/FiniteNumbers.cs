using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>
/// Why a model's numbers are not finite. Nothing is looked at before one was found not to be: an answer that is finite needs no proof.
/// </summary>
internal static class FiniteNumbers
{
    /// <summary>True when all are finite.</summary>
    public static bool AreAll(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value)) return false;
        }

        return true;
    }

    /// <summary>
    /// The first weight that is not finite, in the order of the model's tree: <c>tensor 'x' holds NaN at [3, 5]</c>; null: all are.
    /// </summary>
    public static string? FirstOf(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            float[] values = parameter.Value.ToArray();
            int at = Array.FindIndex(values, value => !float.IsFinite(value));
            if (at >= 0) return NonFiniteWeights.Describe(parameter.Name, values[at], at, [.. parameter.Shape.Select(size => (long)size)]);
        }

        return null;
    }

    /// <summary>The error of a model that gave a number that is not finite.</summary>
    /// <param name="config">Its settings, which say where its files are.</param>
    /// <param name="parameters">Its weights.</param>
    /// <param name="what">What it gave, such as <c>a logit</c>.</param>
    public static ModelException Error(ModelConfig config, IEnumerable<Parameter> parameters, string what) =>
        new(Path.GetDirectoryName(config.Path) is { Length: > 0 } folder ? folder : config.Path, Reason(parameters, what))
        {
            IsOfNumbers = true,
        };

    /// <summary>The same in words, without the path.</summary>
    public static string Reason(IEnumerable<Parameter> parameters, string what) => FirstOf(parameters) is { } fault
        ? $"{fault}, so {what} is no finite number. Finite weights were expected. "
            + "The file is damaged, or its training had diverged when it was saved: "
            + "take another checkpoint, or fetch it again."
        : $"{what} is no finite number, though every weight is: the sums overflow single precision. Finite numbers were expected. "
            + "The weights are too large: take another checkpoint, or fetch it again.";
}
