using System.Runtime.CompilerServices;
using Matiz.Tensors.Operations.Activations;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Gating;

/// <summary>Gated activations by the vector, in blocks of rows.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class GatingSimd<S, V>(KernelVariant variant) : GatingKernel
    where S : struct, ISimd<V>
    where V : struct
{
    // Some microseconds of work.
    private const int BlockElements = 8192;

    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Forward(Tensor x, Activation activation, Tensor y) =>
        ActivationTable.Run(activation, new ForwardLoop { X = x, Y = y });

    public override void Backward(Tensor x, Tensor dY, Activation activation, bool accumulate, Tensor dX) =>
        ActivationTable.Run(activation, new BackwardLoop { X = x, DY = dY, DX = dX, Accumulate = accumulate });

    private static int RowsATask(int columns) => Math.Max(1, BlockElements / columns);

    private static int Tasks(Tensor rows) => (rows.Rows + RowsATask(rows.Columns) - 1) / RowsATask(rows.Columns);

    private readonly struct ForwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor Y { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction
        {
            var job = new ForwardJob<F>
            {
                X = X.Pointer,
                Y = Y.Pointer,
                Rows = Y.Rows,
                Columns = Y.Columns,
                Quantized = QuantizedTarget.For(Y),
            };
            CpuDevice.PoolOf(X).Run(Tasks(Y), job);
        }
    }

    private readonly struct BackwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor DY { get; init; }

        public required Tensor DX { get; init; }

        public required bool Accumulate { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction
        {
            var job = new BackwardJob<F>
            {
                X = X.Pointer,
                DY = DY.Pointer,
                DX = DX.Pointer,
                Rows = DY.Rows,
                Columns = DY.Columns,
                Accumulate = Accumulate,
            };
            CpuDevice.PoolOf(X).Run(Tasks(DY), job);
        }
    }

    private struct ForwardJob<F> : IJob
        where F : struct, IActivationFunction
    {
        public float* X;
        public float* Y;
        public QuantizedTarget Quantized;
        public int Rows;
        public int Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            int first = task * RowsATask(Columns), end = Math.Min(Rows, first + RowsATask(Columns));
            for (int row = first; row < end; row++)
            {
                float* u = X + (2L * row * Columns);
                float* g = u + Columns;
                float* y = Y + ((long)row * Columns);
                int i = 0;
                for (; i <= Columns - S.Width; i += S.Width) S.Store(S.Multiply(F.Apply<S, V>(S.Load(u + i)), S.Load(g + i)), y + i);
                if (i < Columns)
                {
                    int rest = Columns - i;
                    S.StorePartial(S.Multiply(F.Apply<S, V>(S.LoadPartial(u + i, rest)), S.LoadPartial(g + i, rest)), y + i, rest);
                }

                if (Quantized.IsWanted) Quantized.Quantize(row, y);
            }
        }
    }

    private struct BackwardJob<F> : IJob
        where F : struct, IActivationFunction
    {
        public float* X;
        public float* DY;
        public float* DX;
        public int Rows;
        public int Columns;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            int first = task * RowsATask(Columns), end = Math.Min(Rows, first + RowsATask(Columns));
            for (int row = first; row < end; row++)
            {
                long place = 2L * row * Columns;
                for (int i = 0; i < Columns; i += S.Width)
                {
                    int count = Math.Min(S.Width, Columns - i);
                    V u = S.LoadPartial(X + place + i, count), g = S.LoadPartial(X + place + Columns + i, count);
                    var d = S.LoadPartial(DY + ((long)row * Columns) + i, count);
                    var f = F.Apply<S, V>(u);
                    Put(S.Multiply(S.Multiply(d, g), F.Derivative<S, V>(u, f)), DX + place + i, count);
                    Put(S.Multiply(d, f), DX + place + Columns + i, count);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Put(V value, float* target, int count) =>
            S.StorePartial(Accumulate ? S.Add(S.LoadPartial(target, count), value) : value, target, count);
    }
}
