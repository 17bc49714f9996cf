using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.Dropout;

public class DropoutTests
{
    private const int Columns = 100;

    public static IEnumerable<TheoryDataRow<KernelVariant>> Variants =>
        KernelTable.VariantsOf(Precision.Float32).Select(variant => new TheoryDataRow<KernelVariant>(variant));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Draws_CutIntoMicroBatches_AreTheSame(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 2);
        int[] lengths = [5, 70, 3];
        float[] whole = Run(device, lengths, firstRow: 4);
        float[] parts = [.. Run(device, [5], 4), .. Run(device, [70, 3], 5)];
        Assert.Equal(whole, parts);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DrawsOfATable_ForItsRowsWhateverTheBatch_AreTheSame(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 2);
        float[] whole = Run(rows: 9, firstRow: 2, rowOfStep: 0);
        Assert.Equal(whole[(3 * Columns)..(7 * Columns)], Run(rows: 4, firstRow: 5, rowOfStep: 0));
        Assert.Equal(whole, Run(rows: 9, firstRow: 2, rowOfStep: 17));

        float[] Run(int rows, int firstRow, uint rowOfStep)
        {
            using var tape = device.NewTape(training: true, new StepRandomness(1, 1, rowOfStep));
            return tape.DropoutOfTable(tape.NewTensor(rows, Columns, [.. Enumerable.Repeat(1f, rows * Columns)]), 0.5f, firstRow).ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Draws_AnotherStepSeedOrOrdinal_Differ(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        float[] first = Run(device, [9], 0);
        Assert.NotEqual(first, Run(device, [9], 1));
        Assert.NotEqual(first, Run(device, [9], 0, step: 2));
        Assert.NotEqual(first, Run(device, [9], 0, seed: 2));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Dropout_KeepsTheRightShareAndScale(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var tape = device.NewTape(training: true, new StepRandomness(1, 1, 0));
        var x = tape.NewTensor(400, 250, [.. Enumerable.Repeat(1f, 100_000)]);
        float[] y = tape.Dropout(x, 0.1f, new RaggedLayout([0, 100, 400])).ToArray();
        Assert.All(y, value => Assert.True(value is 0 or 1 / (1 - 0.1f)));
        Assert.InRange(y.Count(value => value == 0) / 100_000.0, 0.097, 0.103);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Backward_DropsWhatForwardDropped(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 2);
        using var tape = device.NewTape(training: true, new StepRandomness(1, 1, 0));
        float[] ones = [.. Enumerable.Repeat(1f, 20 * Columns)];
        var x = tape.NewTensor(20, Columns, ones);
        x.RequiresGradient = true;
        var y = tape.Dropout(x, 0.5f, new RaggedLayout([0, 7, 20]));
        float[] dropped = y.ToArray();
        tape.Backward(y, ones);
        Assert.Equal(dropped, x.Gradient!.ToArray());
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Dropout_WithoutTraining_IsTheInputItself(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var tape = device.NewTape(training: false);
        var x = tape.NewTensor(2, 3, [1, 2, 3, 4, 5, 6]);
        Assert.Same(x, tape.Dropout(x, 0.5f, new RaggedLayout([0, 2])));
    }

    [Fact]
    public void Dropout_RateOfOne_Throws()
    {
        using var device = new CpuDevice(KernelVariant.Reference, threads: 1);
        using var tape = device.NewTape(training: true);
        var x = tape.NewTensor(2, 3, [1, 2, 3, 4, 5, 6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Dropout(x, 1f, new RaggedLayout([0, 2])));
    }

    // Dropout, then attention with dropout, then dropout within a norm: the multipliers of all three show in the output.
    private static float[] Run(CpuDevice device, int[] lengths, uint firstRow, uint step = 1, ulong seed = 1)
    {
        using var tape = device.NewTape(training: true, new StepRandomness(seed, step, firstRow));
        int tokens = lengths.Sum();
        var layout = new RaggedLayout([0, .. lengths.Select((_, row) => lengths.Take(row + 1).Sum())]);
        float[] pattern = [.. lengths.SelectMany(length => Enumerable.Range(0, length * 3 * Columns)).Select(i => MathF.Sin(i))];
        var dropped = tape.Dropout(tape.NewTensor(tokens, 3 * Columns, pattern), 0.2f, layout);
        var context = tape.SelfAttention(dropped, layout, heads: 4, 0.3f);
        using var gamma = new Parameter(device, "gamma", [Columns]);
        gamma.CopyFrom([.. Enumerable.Repeat(1f, Columns)]);
        return tape.AddLayerNorm(context, context, new NormWeights(gamma, Beta: null, 1e-5f), 0.1f, layout).ToArray();
    }
}
