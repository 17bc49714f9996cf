using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Sgd;

/// <summary>Gradient descent by the vector, one pass over value, gradient and velocity.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class SgdSimd<S, V>(KernelVariant variant) : SgdKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Update(Parameter parameter, Tensor? velocity, in SgdStep step)
    {
        var job = new SgdJob<S, V>
        {
            Value = parameter.Value.Pointer,
            Gradient = parameter.GradientBuffer.Pointer,
            Velocity = velocity is null ? null : velocity.Pointer,
            Length = parameter.Length,
            Step = step,
        };
        CpuDevice.PoolOf(parameter.Value).Run(job.Tasks, job);
    }
}

/// <summary>Blocks of elements of a parameter.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal unsafe struct SgdJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    public float* Value;
    public float* Gradient;
    public float* Velocity;                                                 // null: none
    public long Length;
    public SgdStep Step;

    private const int BlockElements = 16384;

    // Below this a velocity is set to zero: 0.9^n would reach subnormal numbers, which are a hundred times slower, and end in one.
    private const float SmallestNormal = 1.17549435e-38f;

    public readonly int Tasks => (int)((Length + BlockElements - 1) / BlockElements);

    public readonly void Execute(int task, int worker)
    {
        long first = (long)task * BlockElements;
        int count = (int)Math.Min(BlockElements, Length - first);
        if (Velocity == null) Descend(first, count);
        else Roll(first, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Descend(long first, int count)
    {
        float* p = Value + first, g = Gradient + first;
        int i = 0;
        for (; i <= count - S.Width; i += S.Width) S.Store(Descended(S.Load(p + i), S.Load(g + i)), p + i);
        if (i < count) S.StorePartial(Descended(S.LoadPartial(p + i, count - i), S.LoadPartial(g + i, count - i)), p + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Roll(long first, int count)
    {
        float* p = Value + first, g = Gradient + first, u = Velocity + first;
        int i = 0;
        for (; i <= count - S.Width; i += S.Width)
        {
            V velocity = S.Load(u + i);
            S.Store(Rolled(S.Load(p + i), S.Load(g + i), ref velocity), p + i);
            S.Store(velocity, u + i);
        }

        if (i == count) return;
        V rest = S.LoadPartial(u + i, count - i);
        S.StorePartial(Rolled(S.LoadPartial(p + i, count - i), S.LoadPartial(g + i, count - i), ref rest), p + i, count - i);
        S.StorePartial(rest, u + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V Descended(V p, V g) => S.MultiplyAdd(p, S.Broadcast(Step.Decay), Change(g));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V Rolled(V p, V g, ref V u)
    {
        V change = Change(g), momentum = S.Broadcast(Step.Momentum);
        u = S.MultiplyAdd(momentum, u, change);
        u = S.AndNot(S.LessThan(S.Abs(u), S.Broadcast(SmallestNormal)), u);
        return S.MultiplyAdd(p, S.Broadcast(Step.Decay), Step.IsNesterov ? S.MultiplyAdd(momentum, u, change) : u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V Change(V g) => S.Multiply(S.Broadcast(-Step.LearningRate), S.Multiply(g, S.Broadcast(Step.GradientScale)));
}
