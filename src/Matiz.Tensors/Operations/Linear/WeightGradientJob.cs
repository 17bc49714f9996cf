using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>Where the gradient of some rows of a stacked weight goes.</summary>
internal unsafe struct GradientPart
{
    /// <summary>[Rows, inputs]; null: frozen.</summary>
    public float* Weight;

    /// <summary>[Rows]; null: frozen, or no bias.</summary>
    public float* Bias;

    /// <summary>The column of dY that belongs to the first row.</summary>
    public int FirstColumn;

    public int Rows;

    /// <summary>The number of the first task of this part.</summary>
    public int FirstTask;
}

/// <summary>
/// dW = dYᵀ·X over one block of tokens, and the sum of dY for the bias. A task is a block of the weight's rows by all its columns:
/// it copies its columns of dY side by side once, then goes along the panels of X, which all tasks share. Sums of several token
/// blocks continue one another in <see cref="Sums"/>; the last block adds the whole sum to the gradient.
/// </summary>
internal unsafe struct WeightGradientJob<T, S, V> : IJob
    where T : struct, ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Rows of the weight whose dY is packed side by side: a multiple of eight and of every panel's width.</summary>
    public const int PackedWidth = 48;

    public GradientPart* Parts;
    public int PartCount;

    /// <summary>Rows of the weight in a task, a multiple of <see cref="PackedWidth"/>.</summary>
    public int RowsATask;

    /// <summary>[tokens, outputs], from the first token of this block.</summary>
    public float* DY;
    public int Outputs;

    /// <summary>[tokens, inputs] of this block in panels.</summary>
    public float* X;
    public int Inputs;
    public int Tokens;

    public bool IsFirst;
    public bool IsLast;

    /// <summary>[outputs, inputs]: the sum over the blocks so far; needed only if there are several.</summary>
    public float* Sums;

    /// <summary>[outputs]: the same for the biases, zero before the first block.</summary>
    public float* BiasSums;

    /// <summary>A panel's width of zeros.</summary>
    public float* Zeros;

    /// <summary>Memory for the packed columns of dY, <see cref="ScratchFloats"/> for each worker.</summary>
    public float* Scratch;
    public long ScratchFloats;

    /// <summary>Numbers the tasks of the parts.</summary>
    /// <returns>The number of tasks.</returns>
    public readonly int Plan()
    {
        int tasks = 0;
        for (int part = 0; part < PartCount; part++)
        {
            Parts[part].FirstTask = tasks;
            if (Parts[part].Weight is not null || Parts[part].Bias is not null) tasks += (Parts[part].Rows + RowsATask - 1) / RowsATask;
        }

        return tasks;
    }

    public readonly void Execute(int task, int worker)
    {
        int p = PartCount - 1;
        while (task < Parts[p].FirstTask || (Parts[p].Weight is null && Parts[p].Bias is null)) p--;
        var part = Parts[p];
        int first = (task - part.FirstTask) * RowsATask, rows = Math.Min(RowsATask, part.Rows - first);
        float* packed = Scratch + (worker * ScratchFloats);
        int width = Panels<S, V>.Width;
        for (int n = 0; n < rows; n += width)
        {
            int column = part.FirstColumn + first + n;
            float* destination = packed + ((long)(n / PackedWidth) * PackedWidth * Tokens) + (n % PackedWidth);
            Panels<S, V>.Copy(DY + column, Outputs, Tokens, Math.Min(width, rows - n), destination, PackedWidth, BiasSums + column);
        }

        if (IsLast && part.Bias is not null)
        {
            for (int n = first; n < first + rows; n++) part.Bias[n] += BiasSums[part.FirstColumn + n];
        }

        if (part.Weight is not null) Multiply(part, first, rows, packed);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply(GradientPart part, int first, int rows, float* packed)
    {
        int width = Panels<S, V>.Width, panels = Panels<S, V>.Count(Inputs), lines = Panels<S, V>.LinesARow;
        Tile tile;
        tile.ARow = 1;
        tile.AStep = PackedWidth;
        tile.Count = Tokens;
        tile.CRow = Inputs;
        tile.StartRow = IsFirst ? 0 : Inputs;
        tile.AddsToC = IsLast;
        for (int panel = 0; panel < panels; panel++)
        {
            int column = panel * width, columns = Math.Min(width, Inputs - column);
            tile.B = X + ((long)column * Tokens);
            tile.BStep = Panels<S, V>.WidthOf(panel, Inputs);
            byte* ahead = (byte*)(panel + 1 < panels ? tile.B + ((long)width * Tokens) : tile.B);
            for (int n = 0; n < rows; n += Tile.Rows)
            {
                long place = ((long)(first + n) * Inputs) + column;
                float* sums = Sums + ((long)part.FirstColumn * Inputs) + place;
                tile.A = packed + ((long)(n / PackedWidth) * PackedWidth * Tokens) + (n % PackedWidth);
                tile.Start = IsFirst ? Zeros : sums;
                tile.C = IsLast ? part.Weight + place : sums;
                tile.Ahead = StreamsAhead.Of(ahead, Tokens * lines, Tokens, n / Tile.Rows % lines);
                Tiles<T, S, V>.Multiply(&tile, Math.Min(Tile.Rows, rows - n), columns);
            }
        }
    }
}
