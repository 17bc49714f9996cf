using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>
/// The loss of a row in double, for those that are beyond 32-bit numbers: finite logits of ±3e38 have a finite loss. Others stay the
/// 32-bit ones that training computes.
/// </summary>
internal static class WideLoss
{
    /// <summary>What a loss that is no 32-bit number is kept as.</summary>
    public const float Beyond = float.MaxValue;

    /// <summary>The loss as it is kept: 32 bits, those beyond at the largest.</summary>
    public static float Kept(float loss) => float.IsFinite(loss) ? loss : Beyond;

    /// <summary>The loss as it is summed.</summary>
    /// <param name="kept">As it is kept.</param>
    /// <param name="loss">The loss of the dataset.</param>
    /// <param name="row">The row's place in it.</param>
    /// <param name="logits">Finite, those of the row.</param>
    public static double Restore(float kept, TaskLoss loss, int row, ReadOnlySpan<float> logits) =>
        kept < Beyond ? kept : loss.WideOf(row, logits);
}
