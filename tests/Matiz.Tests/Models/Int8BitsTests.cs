using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models;

/// <summary>In int8 whole models give the same bits in every kernel variant of this processor, on any number of threads.</summary>
public sealed class Int8BitsTests
{
    public static TheoryData<string> ArchitectureNames => [.. TinyModels.Names];

    [Theory]
    [MemberData(nameof(ArchitectureNames))]
    public void Forward_EveryVariant_GivesTheSameBits(string architecture)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        int[]? first = null;
        foreach (var variant in KernelVariants.Available.Where(variant => variant != KernelVariant.Reference))
        {
            int[] bits = Bits(expected, variant, threads: 1);
            first ??= bits;
            Assert.Equal(first, bits);
            Assert.Equal(first, Bits(expected, variant, threads: 3));
        }
    }

    // Of the last layer and of the logits.
    private static int[] Bits(ExpectedModel expected, KernelVariant variant, int threads)
    {
        using var device = new CpuDevice(variant, threads, Precision.Int8);
        var model = AutoModelForSequenceClassification.FromPretrained(expected.Folder, device: device);
        using var tape = device.NewTape(training: false);
        float[] hidden = model.Encoder.Forward(tape, expected.Batch).LastHiddenState.ToArray();
        float[] logits = model.Forward(tape, expected.Batch).ToArray();
        return [.. hidden.Concat(logits).Select(BitConverter.SingleToInt32Bits)];
    }
}
