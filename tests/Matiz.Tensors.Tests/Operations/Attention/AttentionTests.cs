using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.Attention;

public class AttentionTests
{
    private static readonly int[] Lengths = [1, 45, 7, 8, 20];

    public static IEnumerable<TheoryDataRow<KernelVariant, int>> Cases =>
        from variant in KernelTable.VariantsOf(Precision.Float32)
        from headSize in (int[])[8, 20, 32, 64]
        select new TheoryDataRow<KernelVariant, int>(variant, headSize);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Row_AloneAndInABatch_HasTheSameBits(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 2);
        int width = 3 * headSize, first = 0;
        float[] all = Attend(device, Lengths, Values(Lengths.Sum(), 3 * width));
        foreach (int length in Lengths)
        {
            float[] alone = Attend(
                device, [length], Values(Lengths.Sum(), 3 * width).Skip(first * 3 * width).Take(length * 3 * width).ToArray());
            Assert.Equal(all.Skip(first * width).Take(length * width), alone);
            first += length;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FirstTokensOnly_HasTheBitsOfTheFirstTokens(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 2);
        int width = 3 * headSize, tokens = Lengths.Sum();
        float[] values = Values(tokens, 3 * width);
        float[] all = Attend(device, Lengths, values);
        var layout = Layout(Lengths);
        using var tape = device.NewTape(training: false);
        float[] queries = [.. layout.Offsets[..^1].ToArray().SelectMany(token => values.Skip(token * 3 * width).Take(width))];
        float[] keyValues = [.. Enumerable.Range(0, tokens).SelectMany(token => values.Skip((token * 3 * width) + width).Take(2 * width))];
        var context = tape.SelfAttention(
            tape.NewTensor(Lengths.Length, width, queries), tape.NewTensor(tokens, 2 * width, keyValues), layout, 3, 0,
            firstTokensOnly: true);
        Assert.Equal(layout.Offsets[..^1].ToArray().SelectMany(token => all.Skip(token * width).Take(width)), context.ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_FarOut_StayFinite(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 1);
        float[] values = [.. Values(Lengths.Sum(), 9 * headSize).Select(value => value * 100)];
        Assert.All(Attend(device, Lengths, values), value => Assert.True(float.IsFinite(value)));
    }

    // The gradient of the keys' bias is zero in exact arithmetic: adding one vector to all keys of a row changes nothing.
    [Theory]
    [MemberData(nameof(Cases))]
    public void KeyGradients_OfARow_AddUpToZero(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 2);
        int width = 3 * headSize, tokens = Lengths.Sum();
        using var tape = device.NewTape(training: true, new StepRandomness(1, 1, 0));
        var projections = tape.NewTensor(tokens, 3 * width, Values(tokens, 3 * width));
        projections.RequiresGradient = true;
        var context = tape.SelfAttention(projections, Layout(Lengths), 3, 0);
        tape.Backward(context, Values(tokens, width));
        float[] gradient = projections.Gradient!.ToArray();
        for (int column = width; column < 2 * width; column++)
        {
            double sum = Enumerable.Range(0, tokens).Sum(token => (double)gradient[(token * 3 * width) + column]);
            Assert.InRange(Math.Abs(sum), 0, 3e-6);
        }
    }

    [Fact]
    public void LongRow_EveryVariant_EqualsThePlainLoop()
    {
        int[] lengths = [700, 3];
        float[] values = Values(703, 3 * 24);
        using var reference = new CpuDevice(KernelVariant.Reference, threads: 1);
        float[] expected = Attend(reference, lengths, values);
        foreach (var variant in KernelTable.VariantsOf(Precision.Float32))
        {
            using var device = new CpuDevice(variant, threads: 2);
            float[] actual = Attend(device, lengths, values);
            Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Window_RowAloneAndInABatch_HasTheSameBits(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 2);
        var near = new AttentionDistances { Window = 19 };
        int[] lengths = [1, 150, 20, 8, 21];
        int width = 3 * headSize, first = 0;
        float[] values = Values(lengths.Sum(), 3 * width);
        float[] all = Attend(device, lengths, values, near);
        foreach (int length in lengths)
        {
            float[] own = values[(first * 3 * width)..((first + length) * 3 * width)];
            Assert.Equal(all[(first * width)..((first + length) * width)], Attend(device, [length], own, near));
            if (length <= 20) Assert.Equal(Attend(device, [length], own), Attend(device, [length], own, near));
            first += length;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(699)]
    [InlineData(int.MaxValue)]
    public void LongRow_Window_EqualsThePlainLoop_AndSeesNothingElse(int window)
    {
        var near = new AttentionDistances { Window = window };
        int[] lengths = [700, 3];
        float[] values = Values(703, 3 * 24);
        using var reference = new CpuDevice(KernelVariant.Reference, threads: 1);
        float[] expected = Attend(reference, lengths, values, near);
        float[] moved = [.. values];
        Array.Fill(moved, 50f, 0, 3 * 24);                                  // the first token
        foreach (var variant in KernelTable.VariantsOf(Precision.Float32))
        {
            using var device = new CpuDevice(variant, threads: 2);
            float[] actual = Attend(device, lengths, values, near);
            Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 2e-6);
            int unseen = (int)Math.Min(700, window + 1L) * 24;
            Assert.Equal(actual[unseen..], Attend(device, lengths, moved, near)[unseen..]);
        }
    }

    [Fact]
    public void Bias_OfAnotherNumberOfHeads_IsRefused()
    {
        using var device = new CpuDevice(threads: 1);
        var distances = new AttentionDistances { Bias = new DistanceBias(new Parameter(device, "table", [4, 2]), _ => 0) };

        Assert.StartsWith(
            "'table' has 2 columns, but there are 3 heads.",
            Assert.Throws<ArgumentException>(() => Attend(device, [2], Values(2, 9), distances)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bias_RowThatTheTableLacks_IsRefused()
    {
        using var device = new CpuDevice(threads: 1);
        using var table = new Parameter(device, "table", [4, 3]);
        var distances = new AttentionDistances { Bias = new DistanceBias(table, distance => distance + 3) };

        Attend(device, [1], Values(1, 9), distances);
        Assert.StartsWith(
            "'table' has 4 rows; there is no row 4.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Attend(device, [2], Values(2, 9), distances)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bias_OfValues_IsWhatIsAdded()
    {
        using var device = new CpuDevice(threads: 1);
        using var table = new Parameter(device, "table", [5, 2]);
        table.CopyFrom([0, 10, 1, 11, 2, 12, 3, 13, 4, 14]);
        var bias = new DistanceBias(table, distance => Math.Clamp(distance, -2, 2) + 2);

        Assert.Equal([4, 4, 3, 2, 1, 0, 0, 14, 14, 13, 12, 11, 10, 10], bias.Values(4));
        Assert.Equal([3, 2, 1, 13, 12, 11], bias.Values(2));
    }

    private static float[] Attend(CpuDevice device, int[] lengths, float[] values, AttentionDistances? distances = null)
    {
        using var tape = device.NewTape(training: false);
        var projections = tape.NewTensor(lengths.Sum(), values.Length / lengths.Sum(), values);
        return tape.SelfAttention(projections, Layout(lengths), 3, 0, distances).ToArray();
    }

    private static RaggedLayout Layout(int[] lengths) => new([0, .. lengths.Select((_, row) => lengths.Take(row + 1).Sum())]);

    private static float[] Values(int rows, int columns) =>
        Operand.Normal(rows, columns).Values(new System.Random(rows + columns));
}
