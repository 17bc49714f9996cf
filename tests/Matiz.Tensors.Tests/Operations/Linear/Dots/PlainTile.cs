using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.Operations.Linear.Dots;

/// <summary>
/// The shape of the processor's tiles (32 rows by 32 columns of signed bytes) by a plain loop: so that jobs meet that shape where no
/// processor has it.
/// </summary>
internal sealed unsafe class PlainTile : DotTileKernel
{
    public override int Rows => TileDotCode.Rows;

    public override int Columns => TileDotCode.Columns;

    public override DotElement Element => DotElement.Int8;

    public override DotTileCode Code => new() { Compiled = &Multiply };

    private static void Multiply(DotTile* tile)
    {
        for (int i = 0; i < TileDotCode.Rows; i++)
        {
            var a = new ReadOnlySpan<sbyte>(tile->A + (i * tile->ARowBytes), (int)tile->Groups * DotTile.GroupBytes);
            for (int j = 0; j < TileDotCode.Columns; j++)
            {
                int sum = 0;
                for (int k = 0; k < a.Length; k++)
                {
                    int place = (((k / DotTile.GroupBytes * TileDotCode.Columns) + j) * DotTile.GroupBytes) + (k % DotTile.GroupBytes);
                    sum += a[k] * ((sbyte*)tile->B)[place];
                }

                ((int*)(tile->C + (i * tile->CRowBytes)))[j] = sum;
            }
        }
    }
}
