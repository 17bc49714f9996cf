using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.Linear;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tests.Models;

/// <summary>
/// Why int8 by plain loops is some hundredths away from int8 by vectors, where fp32 differs by a millionth: sums of floats are rounded
/// otherwise, so that a number that lies half way between two integers goes to the one or to the other, and everything after it is
/// computed from another integer. The integers' own part is no party to it.
/// </summary>
public sealed unsafe class Int8PlainLoopTests(ITestOutputHelper output)
{
    // Of the largest number of a row: what the roundings of a layer's floats come to.
    private const double FloatTolerance = 2e-5;

    // In units of the integers: 127 times that.
    private const double HalfWayTolerance = 127 * FloatTolerance;

    public static TheoryData<string> ArchitectureNames => [.. TinyModels.Names];

    private static KernelVariant Vectors => KernelTable.For(Precision.Float32, variant: null).Variant;

    [Theory]
    [MemberData(nameof(ArchitectureNames))]
    public void PlainProductsOfIntegers_AmongTheVectorsOfEverythingElse_ChangeNoBit(string architecture)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        var plain = LinearKernel.All.Single(kernel => kernel is { Precision.Name: "int8", Variant: KernelVariant.Reference });
        var vectors = KernelTable.For(Precision.Int8, Vectors);
        Assert.Equal(Logits(expected, vectors), Logits(expected, vectors with { Linear = plain }));
    }

    [Theory]
    [MemberData(nameof(ArchitectureNames))]
    public void TheFirstIntegersThatDiffer_ComeFromNumbersHalfWay(string architecture)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        List<Input> plain = [], vectors = [];
        float[] plainLogits = Logits(expected, Watched(KernelVariant.Reference, x => plain.Add(new Input(x))));
        float[] logits = Logits(expected, Watched(Vectors, x => vectors.Add(new Input(x))));
        Assert.Equal(plain.Count, vectors.Count);
        int moved = plain.Zip(vectors, Moved).FirstOrDefault(count => count > 0);
        double difference = plainLogits.Zip(logits, (a, b) => Math.Abs(a - b)).Max();
        output.WriteLine($"{moved} integers differ in the first layer where some do, and then the logits by {difference:g2}");
        Assert.True(moved > 0 || difference < 1e-5, "no integer differs, but the logits do");
    }

    // Each linear layer by vectors reads what the one by plain loops read, once its own input was compared with that.
    [Theory]
    [MemberData(nameof(ArchitectureNames))]
    public void WithTheSameIntegersInEachLayer_TheLogitsAreThoseOfThePlainLoop(string architecture)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        var plain = new Queue<Input>();
        float[] plainLogits = Logits(expected, Watched(KernelVariant.Reference, x => plain.Enqueue(new Input(x))));
        float[] logits = Logits(expected, Watched(Vectors, x =>
        {
            var input = plain.Dequeue();
            Moved(input, new Input(x));
            x.CopyFrom(input.Values);
        }));
        Assert.Empty(plain);
        Assert.All(plainLogits.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    // Integers of a layer's input that differ: each by one, of a number half way. Floats differ by their roundings alone.
    private static int Moved(Input plain, Input vectors)
    {
        int moved = 0;
        for (int first = 0; first < plain.Values.Length; first += plain.Columns)
        {
            var (numbers, integers, scale) = Quantized(plain, first);
            var (otherNumbers, otherIntegers, _) = Quantized(vectors, first);
            for (int i = 0; i < numbers.Length; i++)
            {
                Assert.Equal(numbers[i], otherNumbers[i], FloatTolerance * 127 * scale);
                if (integers[i] == otherIntegers[i]) continue;
                moved++;
                double fromHalf = Math.Abs(Math.Abs((numbers[i] / scale) - Math.Truncate(numbers[i] / scale)) - 0.5);
                Assert.Equal(1, Math.Abs(integers[i] - otherIntegers[i]));
                Assert.InRange(fromHalf, 0, HalfWayTolerance);
            }
        }

        return moved;
    }

    private static (float[] Numbers, sbyte[] Integers, float Scale) Quantized(Input input, int first)
    {
        float[] numbers = input.Values[first..(first + input.Columns)];
        var integers = new sbyte[numbers.Length];
        fixed (float* x = numbers)
        fixed (sbyte* q = integers) return (numbers, integers, QuantizedRows.Quantize(x, numbers.Length, q));
    }

    private static KernelTable Watched(KernelVariant variant, Action<Tensor> watch)
    {
        var kernels = KernelTable.For(Precision.Int8, variant);
        return kernels with { Linear = new WatchedLinear(kernels.Linear, watch) };
    }

    private static float[] Logits(ExpectedModel expected, KernelTable kernels)
    {
        using var device = new CpuDevice(kernels, threads: 1);
        var model = AutoModelForSequenceClassification.FromPretrained(expected.Folder, device: device);
        using var tape = device.NewTape(training: false);
        return model.Forward(tape, expected.Batch).ToArray();
    }

    // What a linear layer reads.
    private sealed class Input(Tensor x)
    {
        public float[] Values { get; } = x.ToArray();

        public int Columns { get; } = x.Columns;
    }

    // Shows what each linear layer is about to read; not those that are rehearsed while a model is loaded, on a thread of their own.
    private sealed class WatchedLinear(LinearKernel kernel, Action<Tensor> watch) : LinearKernel
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public override Precision Precision => kernel.Precision;

        public override KernelVariant Variant => kernel.Variant;

        public override void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y)
        {
            if (Environment.CurrentManagedThreadId == _thread) watch(x);
            kernel.Forward(x, weights, activation, beforeActivation, y);
        }

        public override void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX) =>
            kernel.InputGradient(dY, weights, accumulate, dX);

        public override void WeightGradient(Tensor dY, Tensor x, LinearWeights weights) => kernel.WeightGradient(dY, x, weights);
    }
}
