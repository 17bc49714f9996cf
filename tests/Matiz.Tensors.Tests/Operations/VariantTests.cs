using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations;

/// <summary>Every kernel variant of this processor, at sizes below, on and above the vector widths.</summary>
public class VariantTests(ITestOutputHelper output)
{
    private static readonly Sizes[] OddSizes =
    [
        Sizes.Tiny,
        new([1], 1, 1, 1),
        new([1, 17, 45, 8, 20, 33], 37, 3, 32),
        new([16, 70, 2], 64, 2, 64),
        new([9, 130], 129, 2, 20),
        new([5, 31, 32, 33], 200, 5, 8),
    ];

    public static IEnumerable<TheoryDataRow<string, KernelVariant>> Cases =>
        from name in OperationCases.Names
        from variant in KernelTable.VariantsOf(Precision.Float32)
        where variant != KernelVariant.Reference
        select new TheoryDataRow<string, KernelVariant>(name, variant);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_EqualThePlainLoop(string name, KernelVariant variant)
    {
        using var reference = new CpuDevice(KernelVariant.Reference, threads: 1);
        using var device = new CpuDevice(variant, threads: 2);
        foreach (var sizes in OddSizes)
        {
            var operation = OperationCases.Find(name, sizes);
            var expected = operation.Evaluate(reference, runs: 2);          // twice: gradients of parameters add up
            var actual = operation.Evaluate(device, runs: 2);
            foreach (var (wanted, got) in expected.Parts.Zip(actual.Parts))
            {
                double largest = wanted.Values.Max(Math.Abs);
                double worst = wanted.Values.Zip(got.Values, (a, b) => Math.Abs((double)a - b)).Max();
                output.WriteLine($"{sizes}: {wanted.Name} up to {largest:g3}, largest difference {worst:g3}");
                Assert.InRange(worst, 0, operation.Tolerance * Math.Max(largest, 1));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_AnyNumberOfThreads_GiveTheSameBits(string name, KernelVariant variant)
    {
        var sizes = new Sizes([1, 90, 45, 8, 120, 33], 390, 6, 32);
        using var one = new CpuDevice(variant, threads: 1);
        var expected = OperationCases.Find(name, sizes).Evaluate(one);
        foreach (int threads in (int[])[2, 3])
        {
            using var device = new CpuDevice(variant, threads);
            var actual = OperationCases.Find(name, sizes).Evaluate(device);
            foreach (var (wanted, got) in expected.Parts.Zip(actual.Parts)) Assert.Equal(wanted.Values, got.Values);
        }
    }
}
