namespace Matiz.Tensors.Tests.Operations.Attention;

public class AttentionTests
{
    private static readonly int[] Lengths = [1, 45, 7, 8, 20];

    public static IEnumerable<TheoryDataRow<KernelVariant, int>> Cases =>
        from variant in KernelVariants.Available
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
        foreach (var variant in KernelVariants.Available)
        {
            using var device = new CpuDevice(variant, threads: 2);
            float[] actual = Attend(device, lengths, values);
            Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 2e-6);
        }
    }

    private static float[] Attend(CpuDevice device, int[] lengths, float[] values)
    {
        using var tape = device.NewTape(training: false);
        return tape.SelfAttention(tape.NewTensor(lengths.Sum(), values.Length / lengths.Sum(), values), Layout(lengths), 3, 0).ToArray();
    }

    private static RaggedLayout Layout(int[] lengths) => new([0, .. lengths.Select((_, row) => lengths.Take(row + 1).Sum())]);

    private static float[] Values(int rows, int columns) =>
        Operand.Normal(rows, columns).Values(new System.Random(rows + columns));
}
