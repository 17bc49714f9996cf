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
        var plain = Record(expected, KernelVariant.Reference);
        var vectors = Record(expected, Vectors);
        Assert.Equal(plain.Inputs.Count, vectors.Inputs.Count);
        for (int layer = 0; layer < plain.Inputs.Count; layer++)
        {
            int moved = Moved(plain.Inputs[layer], vectors.Inputs[layer]);
            if (moved == 0) continue;
            double difference = plain.Logits.Zip(vectors.Logits, (a, b) => Math.Abs(a - b)).Max();
            output.WriteLine($"{architecture}: {moved} integers at linear layer {layer}, then {difference:g2} in the logits");
            return;
        }

        Assert.All(plain.Logits.Zip(vectors.Logits), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
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

    private static (List<Input> Inputs, float[] Logits) Record(ExpectedModel expected, KernelVariant variant)
    {
        var table = KernelTable.For(Precision.Int8, variant);
        var recording = new RecordingLinear(table.Linear);
        float[] logits = Logits(expected, table with { Linear = recording });
        return (recording.Inputs, logits);
    }

    private static float[] Logits(ExpectedModel expected, KernelTable kernels)
    {
        using var device = new CpuDevice(kernels, threads: 1);
        var model = AutoModelForSequenceClassification.FromPretrained(expected.Folder, device: device);
        using var tape = device.NewTape(training: false);
        return model.Forward(tape, expected.Batch).ToArray();
    }

    private sealed record Input(float[] Values, int Columns);

    // Keeps what each linear layer reads.
    private sealed class RecordingLinear(LinearKernel kernel) : LinearKernel
    {
        public List<Input> Inputs { get; } = [];

        public override Precision Precision => kernel.Precision;

        public override KernelVariant Variant => kernel.Variant;

        public override void Forward(Tensor x, LinearWeights weights, Activation activation, Tensor? beforeActivation, Tensor y)
        {
            Inputs.Add(new Input(x.ToArray(), x.Columns));
            kernel.Forward(x, weights, activation, beforeActivation, y);
        }

        public override void InputGradient(Tensor dY, LinearWeights weights, bool accumulate, Tensor dX) =>
            kernel.InputGradient(dY, weights, accumulate, dX);

        public override void WeightGradient(Tensor dY, Tensor x, LinearWeights weights) => kernel.WeightGradient(dY, x, weights);
    }
}
