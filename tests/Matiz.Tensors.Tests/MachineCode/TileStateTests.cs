using System.Runtime.CompilerServices;
using Matiz.Tensors.MachineCode;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>Threads that used tiles: the system lays down four times as much for each of their signals.</summary>
public unsafe class TileStateTests
{
    // The access faults in the processor; the runtime makes an exception of the system's signal, which comes with all registers.
    [Fact]
    public void NullReference_OnAThreadThatUsedTiles_IsAnException()
    {
        Assert.SkipUnless(ProcessorFeatures.OfThisProcessor.HasAmx, "this processor has no AMX");
        int caught = 0;
        var thread = new Thread(() =>
        {
            UseTiles();
            for (int i = 0; i < 3; i++)
            {
                try
                {
                    LengthOf(null!);
                }
                catch (NullReferenceException)
                {
                    caught++;
                }
            }
        });

        thread.Start();
        thread.Join();

        Assert.Equal(3, caught);
    }

    [Fact]
    public void Threads_OneAfterTheOther_TakeEachOthersStacks()
    {
        Assert.SkipUnless(ProcessorFeatures.OfThisProcessor.HasAmx, "this processor has no AMX");
        const int threads = 200, threadsARound = 20;
        var before = new (nint First, long Bytes)[threads];
        var after = new (nint First, long Bytes)[threads];
        for (int i = 0; i < threads; i++)
        {
            int number = i;
            var thread = new Thread(() =>
            {
                before[number] = SignalStack.OfThisThread();
                UseTiles();
                after[number] = SignalStack.OfThisThread();
            });
            thread.Start();
            thread.Join();
            if (i % threadsARound != threadsARound - 1) continue;
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(before, stack => Assert.InRange(stack.Bytes, 1, SignalStack.Bytes - 1));
        Assert.All(after, stack => Assert.Equal(SignalStack.Bytes, stack.Bytes));
        Assert.InRange(after.Distinct().Count(), 1, 3 * threadsARound);
    }

    private static void UseTiles()
    {
        var kernel = AssembledDotTileKernel.AmxInt8;
        using var arrays = new DotArrays(kernel, 16, _ => 0x0101_0101, _ => 0x0101_0101);
        var tile = arrays.Tile;
        kernel.Code.Begin();
        kernel.Code.Multiply(&tile);
        kernel.Code.End();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(int[] numbers) => numbers.Length;
}
