using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Rounds a matrix to bfloat16 and packs it into panels [groups][columns] whose groups are two rows that follow one another: the right
/// side of a product whose inner index counts rows. A task is a block of rows, read once from left to right.
/// </summary>
internal unsafe struct BFloat16PanelJob : IJob
{
    private const int Lanes = 16;

    /// <summary>What is stacked, in the order of the rows.</summary>
    public WeightPart* Parts;
    public int Rows;
    public int Columns;

    /// <summary>Groups of a panel, those of zeros behind the last row included.</summary>
    public int Groups;

    /// <summary>Columns of a panel, a multiple of sixteen.</summary>
    public int PanelColumns;
    public uint* Destination;

    public readonly int TaskCount => Groups / DotTile.GroupGranularity;

    public readonly void Execute(int task, int worker)
    {
        int first = task * DotTile.GroupGranularity;
        for (int group = first; group < first + DotTile.GroupGranularity; group++)
            Pack(RowOrNull(2 * group), RowOrNull((2 * group) + 1), Destination + ((long)group * PanelColumns));
    }

    private readonly float* RowOrNull(int row)
    {
        if (row >= Rows) return null;
        var part = Parts;
        while (row >= part->FirstRow + part->Rows) part++;
        return part->Values + ((long)(row - part->FirstRow) * Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Pack(float* first, float* second, uint* destination)
    {
        long panelStep = (long)Groups * PanelColumns;
        float* rest = stackalloc float[2 * Lanes];
        for (int column = 0; column < Columns; column += PanelColumns, destination += panelStep)
        {
            for (int j = 0; j < PanelColumns; j += Lanes)
            {
                int count = Math.Min(Lanes, Columns - column - j);
                if (count == Lanes && second is not null)
                {
                    BFloat16Bits.Pair(Vector512.Load(first + column + j), Vector512.Load(second + column + j)).Store(destination + j);
                    continue;
                }

                for (int i = 0; i < Lanes; i++)
                {
                    rest[i] = i < count && first is not null ? first[column + j + i] : 0;
                    rest[Lanes + i] = i < count && second is not null ? second[column + j + i] : 0;
                }

                BFloat16Bits.Pair(Vector512.Load(rest), Vector512.Load(rest + Lanes)).Store(destination + j);
            }
        }
    }
}
