using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matiz.Learning.Numerics;

/// <summary>The sum of a vector's lanes in one order on every machine: halves, then quarters, then the two that are left.</summary>
internal static class LaneSum
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(Vector256<float> lanes)
    {
        var four = lanes.GetLower() + lanes.GetUpper();
        var two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two[0] + two[1];
    }
}
