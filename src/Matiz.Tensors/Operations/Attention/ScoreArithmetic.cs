using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>What happens to the scores of one query before they weigh values.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal static unsafe class ScoreArithmetic<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const float Log2E = 1.44269504f;

    /// <summary>
    /// Turns scores into exp(scale·score - largest) with the largest scaled score, and the lanes beyond the last key into zeros.
    /// </summary>
    /// <returns>The sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* scores, int length, float scale, float largest)
    {
        var factor = S.Broadcast(scale * Log2E);
        var shift = S.Broadcast(-largest * Log2E);
        var sum = S.Zero;
        int i = 0;
        for (; i <= length - S.Width; i += S.Width)
        {
            var e = VectorMath<S, V>.Exp2(S.MultiplyAdd(S.Load(scores + i), factor, shift));
            S.Store(e, scores + i);
            sum = S.Add(sum, e);
        }

        if (i < length)
        {
            var e = S.And(S.FirstLanes(length - i), VectorMath<S, V>.Exp2(S.MultiplyAdd(S.Load(scores + i), factor, shift)));
            S.Store(e, scores + i);
            sum = S.Add(sum, e);
        }

        return S.Sum(sum);
    }

    /// <summary>The largest score.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest(float* scores, int length)
    {
        var largest = S.Broadcast(float.NegativeInfinity);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width) largest = S.Max(largest, S.Load(scores + i));
        if (i < length) largest = S.Select(S.FirstLanes(length - i), S.Max(largest, S.Load(scores + i)), largest);
        return S.MaxElement(largest);
    }

    /// <summary>score = scale·score + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddBias(float* scores, float* bias, int length, float scale)
    {
        var factor = S.Broadcast(scale);
        int i = 0;
        for (; i <= length - S.Width; i += S.Width) S.Store(S.MultiplyAdd(S.Load(scores + i), factor, S.Load(bias + i)), scores + i);
        if (i == length) return;
        int rest = length - i;
        S.StorePartial(S.MultiplyAdd(S.LoadPartial(scores + i, rest), factor, S.LoadPartial(bias + i, rest)), scores + i, rest);
    }

    /// <summary>Probabilities times what dropout makes of them, in whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* scores, float* multipliers, int length)
    {
        for (int i = 0; i < length; i += S.Width) S.Store(S.Multiply(S.Load(scores + i), S.Load(multipliers + i)), scores + i);
    }

    /// <summary>In: exponentials, and dO·Vᵀ. Out: P∘M in place of the first, dS in place of the second.</summary>
    // Σ P∘dP is added from the very products that it is subtracted from: dO·O is the same sum, but would leave more of its rounding in
    // Σ dS, which is zero in exact arithmetic (the gradient of the keys' bias).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScoreGradients(float* p, float* dP, float* multipliers, int length, float reciprocal)
    {
        var share = S.Broadcast(reciprocal);
        var sum = S.Zero;
        for (int i = 0; i < length; i += S.Width)
        {
            var probability = S.Multiply(S.Load(p + i), share);             // zero beyond the last key
            var d = S.Load(dP + i);
            if (multipliers != null) d = S.Multiply(d, S.Load(multipliers + i));
            S.Store(probability, p + i);
            S.Store(d, dP + i);
            sum = S.MultiplyAdd(probability, d, sum);
        }

        var total = S.Broadcast(S.Sum(sum));
        for (int i = 0; i < length; i += S.Width)
        {
            var probability = S.Load(p + i);
            S.Store(S.Multiply(probability, S.Subtract(S.Load(dP + i), total)), dP + i);
            if (multipliers != null) S.Store(S.Multiply(probability, S.Load(multipliers + i)), p + i);
        }
    }

    /// <summary>target += source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* source, float* target, int length)
    {
        int i = 0;
        for (; i <= length - S.Width; i += S.Width) S.Store(S.Add(S.Load(target + i), S.Load(source + i)), target + i);
        if (i == length) return;
        int rest = length - i;
        S.StorePartial(S.Add(S.LoadPartial(target + i, rest), S.LoadPartial(source + i, rest)), target + i, rest);
    }
}

/// <summary>The multipliers of dropout for a range of keys.</summary>
internal static unsafe class AttentionDraws
{
    // Draws come in blocks of 64 columns, so that a range may begin and end within one.
    private const int Block = 64;

    /// <summary>Scratch that drawing for so many keys may write.</summary>
    public static int Floats(int keys, bool isRange) => (keys + (isRange ? 2 * Block : 0) + Block - 1) & ~(Block - 1);

    /// <summary>Draws for the keys from <paramref name="firstKey"/> on.</summary>
    /// <returns>The multiplier of the first.</returns>
    public static float* Draw<S, V>(
        in Matiz.Tensors.Random.DropoutKey dropout, int row, int head, int query, int firstKey, int keys, float* scratch)
        where S : struct, ISimd<V>
        where V : struct
    {
        int start = firstKey & ~(Block - 1);
        VectorRandom<S, V>.Multipliers(
            dropout, (uint)row, (uint)query, ((uint)head << 16) | (uint)start, firstKey + keys - start, scratch);
        return scratch + (firstKey - start);
    }
}
