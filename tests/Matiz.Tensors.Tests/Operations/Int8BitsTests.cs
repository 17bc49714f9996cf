namespace Matiz.Tensors.Tests.Operations;

/// <summary>
/// In int8 every operation gives the same bits in every variant: those whose sums are of sixteen lanes, and those that sum in no vector
/// and need no kernel of their own. The plain loop is the oracle, to a tolerance, and no party to this.
/// </summary>
public class Int8BitsTests
{
    private static readonly int[] Lengths = [1, 5, 64, 129];

    private static readonly Sizes[] OddSizes =
    [
        Sizes.Tiny,
        new([1], 1, 1, 1),
        new([5, 1], 7, 2, 7),
        new([5], 8, 3, 8),
        new([1, 17], 15, 2, 15),
        new([16, 5], 16, 2, 16),
        new([33], 17, 1, 17),
        new(Lengths, 45, 2, 20),
        new([64], 384, 2, 32),
        new([5, 31], 385, 3, 64),
        new([129], 200, 2, 45),
    ];

    public static TheoryData<string> Names => [.. OperationCases.Names];

    private static KernelVariant[] Vectors => [.. KernelVariants.Available.Where(variant => variant != KernelVariant.Reference)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_EveryVariant_GivesTheSameBits(string name)
    {
        CpuDevice[] devices = [.. Vectors.Select((variant, i) => new CpuDevice(variant, threads: 1 + (i % 2), Precision.Int8))];
        foreach (var sizes in OddSizes)
        {
            var operation = OperationCases.Find(name, sizes);
            var (inputs, parameters) = operation.Values();
            Func<float, int, float>[] changes = sizes.Tokens * sizes.Columns < 1000 ? [Ordinary, Tiny, Large, Mixed] : [Mixed];
            foreach (var change in changes)
            {
                float[][] changed = [.. inputs.Select(input => input.Select(change).ToArray())];
                float[] expected = operation.Forward(devices[0], changed, parameters);
                foreach (var device in devices.Skip(1))
                {
                    string where = $"{sizes} {change.Method.Name} {device.KernelName}";
                    AssertSame(expected, operation.Forward(device, changed, parameters), where);
                }
            }
        }

        foreach (var device in devices) device.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_With512Bits_HasTheFloatBitsOfFp32(string name)
    {
        Assert.SkipUnless(KernelVariants.Available.Contains(KernelVariant.Avx512), "needs AVX-512");
        if (name.StartsWith("linear", StringComparison.Ordinal) || name.StartsWith("convolution", StringComparison.Ordinal)) return;
        using var fp32 = new CpuDevice(KernelVariant.Avx512, threads: 1);
        using var int8 = new CpuDevice(KernelVariant.Avx512, threads: 1, Precision.Int8);
        var operation = OperationCases.Find(name, OddSizes[^1]);
        var (inputs, parameters) = operation.Values();
        AssertSame(operation.Forward(fp32, inputs, parameters), operation.Forward(int8, inputs, parameters), name);
    }

    private static float Ordinary(float value, int index) => value;

    private static float Tiny(float value, int index) => value * 1e-39f;

    private static float Large(float value, int index) => value * 1e18f;

    private static float Mixed(float value, int index) => (index % 11) switch
    {
        0 => 0f,
        3 => -0f,
        5 => value * 1e-41f,
        7 => value * 80,
        _ => value,
    };

    private static void AssertSame(float[] expected, float[] actual, string where)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])
                || (float.IsNaN(expected[i]) && float.IsNaN(actual[i]));
            Assert.True(same, $"{where}: {expected[i]:r} and {actual[i]:r} at {i}");
        }
    }
}
