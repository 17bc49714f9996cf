using Matiz.Inference;

namespace Matiz.Server.Shadowing;

/// <summary>How the answers of two versions to one text differ.</summary>
/// <param name="Agree">
/// Whether they say the same: the same label, the same labels, or no label both. Null for a regression, which says no label.
/// </param>
/// <param name="MeanShift">The mean over the labels of how far a score lies from the other version's.</param>
/// <param name="TopShift">
/// The shadow's greatest score less that of the version that serves; of a regression its number less the other.
/// </param>
internal readonly record struct ShadowComparison(bool? Agree, double MeanShift, double TopShift)
{
    /// <summary>Compares two answers of the same labels.</summary>
    public static ShadowComparison Between(Prediction served, Prediction shadow)
    {
        double sum = 0, servedTop = double.NegativeInfinity, shadowTop = double.NegativeInfinity;
        for (int i = 0; i < served.Scores.Count; i++)
        {
            double one = served.Scores[i].Score, other = shadow.Scores[i].Score;
            sum += Math.Abs(other - one);
            servedTop = Math.Max(servedTop, one);
            shadowTop = Math.Max(shadowTop, other);
        }

        bool? agree = served.Value is not null ? null
            : served.Labels is { } labels ? labels.SequenceEqual(shadow.Labels ?? [], StringComparer.Ordinal)
            : string.Equals(served.Label, shadow.Label, StringComparison.Ordinal);
        return new ShadowComparison(agree, sum / served.Scores.Count, shadowTop - servedTop);
    }
}
