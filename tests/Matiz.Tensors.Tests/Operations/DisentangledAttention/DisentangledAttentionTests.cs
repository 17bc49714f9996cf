using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.DisentangledAttention;

public class DisentangledAttentionTests
{
    private const int Heads = 3;

    private static readonly int[] Lengths = [1, 45, 7, 8, 70, 20];

    public static IEnumerable<TheoryDataRow<KernelVariant, int>> Cases =>
        from variant in KernelTable.VariantsOf(Precision.Float32)
        from headSize in (int[])[8, 20, 64]
        select new TheoryDataRow<KernelVariant, int>(variant, headSize);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Row_AloneAndInABatch_HasTheSameBits(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 2);
        int width = Heads * headSize, first = 0;
        float[] values = Values(Lengths.Sum(), 3 * width);
        float[] all = Attend(device, Lengths, values, width);
        foreach (int length in Lengths)
        {
            float[] alone = Attend(device, [length], values[(first * 3 * width)..((first + length) * 3 * width)], width);
            Assert.Equal(all[(first * width)..((first + length) * width)], alone);
            first += length;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FirstTokensOnly_HasTheBitsOfTheFirstTokens(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 2);
        int width = Heads * headSize, tokens = Lengths.Sum();
        float[] values = Values(tokens, 3 * width);
        float[] all = Attend(device, Lengths, values, width);
        var layout = Layout(Lengths);
        using var tape = device.NewTape(training: false);
        float[] queries = [.. layout.Offsets[..^1].ToArray().SelectMany(token => values.Skip(token * 3 * width).Take(width))];
        float[] keyValues = [.. Enumerable.Range(0, tokens).SelectMany(token => values.Skip((token * 3 * width) + width).Take(2 * width))];
        var context = tape.DisentangledAttention(
            tape.NewTensor(Lengths.Length, width, queries), tape.NewTensor(tokens, 2 * width, keyValues),
            Positions(tape, layout.MaxLength, width), 2, layout, Heads, 0, firstTokensOnly: true);
        Assert.Equal(layout.Offsets[..^1].ToArray().SelectMany(token => all.Skip(token * width).Take(width)), context.ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_FarOut_StayFinite(KernelVariant variant, int headSize)
    {
        using var device = new CpuDevice(variant, threads: 1);
        float[] values = [.. Values(Lengths.Sum(), 3 * Heads * headSize).Select(value => value * 100)];
        Assert.All(Attend(device, Lengths, values, Heads * headSize), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void LongRow_EveryVariant_EqualsThePlainLoop()
    {
        const int Width = Heads * 8;
        int[] lengths = [300, 3];
        float[] values = Values(303, 3 * Width);
        using var reference = new CpuDevice(KernelVariant.Reference, threads: 1);
        float[] expected = Attend(reference, lengths, values, Width);
        foreach (var variant in KernelTable.VariantsOf(Precision.Float32))
        {
            using var device = new CpuDevice(variant, threads: 2);
            Assert.InRange(expected.Zip(Attend(device, lengths, values, Width), (a, b) => Math.Abs(a - b)).Max(), 0, 5e-6);
        }
    }

    [Fact]
    public void Positions_ThatDoNotReach_AreRefused()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: false);
        var positions = Positions(tape, 4, Heads);

        var error = Assert.Throws<ArgumentException>(
            () => tape.DisentangledAttention(tape.NewTensor(5, 3 * Heads), positions, 2, Layout([5]), Heads, 0));

        Assert.StartsWith("a row has 5 tokens, but there are distances for 4.", error.Message, StringComparison.Ordinal);
    }

    // One after another, with what a batch's rows are: the same positions whatever the longest row.
    private static float[] Attend(CpuDevice device, int[] lengths, float[] values, int width)
    {
        using var tape = device.NewTape(training: false);
        var layout = Layout(lengths);
        var projections = tape.NewTensor(layout.TokenCount, 3 * width, values);
        return tape.DisentangledAttention(projections, Positions(tape, layout.MaxLength, width), 2, layout, Heads, 0).ToArray();
    }

    private static PositionProjections Positions(Tape tape, int longest, int width)
    {
        const int Most = 9;
        return new PositionProjections
        {
            Projections = tape.NewTensor((2 * Most) + 1, 2 * width, Values((2 * Most) + 1, 2 * width)),
            KeyColumn = 0,
            QueryColumn = width,
            RowOfDistance =
                [.. Enumerable.Range(1 - longest, (2 * longest) - 1).Select(distance => Math.Clamp(distance, -Most, Most) + Most)],
        };
    }

    private static RaggedLayout Layout(int[] lengths) => new([0, .. lengths.Select((_, row) => lengths.Take(row + 1).Sum())]);

    private static float[] Values(int rows, int columns) => Operand.Normal(rows, columns).Values(new System.Random(rows + columns));
}
