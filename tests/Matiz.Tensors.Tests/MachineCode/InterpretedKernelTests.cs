using Iced.Intel;
using Matiz.Tensors.MachineCode;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>
/// The very bytes of the assembled kernels, run by the interpreter in both calling conventions: what tests them where no processor has
/// their instructions. The interpreter itself is held against this processor by the code that both can run.
/// </summary>
public unsafe class InterpretedKernelTests
{
    private static readonly CallingConvention[] Conventions = [CallingConvention.SystemV, CallingConvention.Windows];

    public static IEnumerable<TheoryDataRow<int, int, int>> Cases =>
        from kernel in Enumerable.Range(0, AssembledDotTileKernel.All.Count)
        from convention in Enumerable.Range(0, Conventions.Length)
        from groups in (int[])[16, 48, 112]
        select new TheoryDataRow<int, int, int>(kernel, convention, groups);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernel_Interpreted_GivesThePlainLoopsSums(int kernelIndex, int conventionIndex, int groups)
    {
        var (kernel, convention) = (AssembledDotTileKernel.All[kernelIndex], Conventions[conventionIndex]);
        bool isFloat = kernel.Element == DotElement.BFloat16;
        using var arrays = isFloat ? new DotArrays(kernel, groups, Pair, Pair, 64) : new DotArrays(kernel, groups, Any, Any, 64);

        Interpret(kernel, convention, arrays);

        if (!isFloat)
        {
            Assert.Equal(arrays.Plain(products => PlainDots.Int8(kernel.Element, products)), arrays.Sums);
            return;
        }

        foreach (var (expected, sum) in arrays.Plain(PlainDots.BFloat16).Zip(arrays.Sums))
            Assert.Equal(expected.Sum, BitConverter.UInt32BitsToSingle(sum), 1e-6 * expected.Magnitude);
    }

    [Fact]
    public void BFloat16_SubnormalNumbers_AreZeros()
    {
        foreach (var kernel in (AssembledDotTileKernel[])[AssembledDotTileKernel.Avx512BFloat16, AssembledDotTileKernel.AmxBFloat16])
        {
            // The least normal number over two, times 2: nothing; a normal number beside it counts.
            using var arrays = new DotArrays(kernel, 16, _ => 0x0040_3F80, _ => 0x4000_3F80);
            Interpret(kernel, CallingConvention.SystemV, arrays);
            Assert.All(arrays.Sums, sum => Assert.Equal(16f, BitConverter.UInt32BitsToSingle(sum)));
        }
    }

    [Fact]
    public void BFloat16_ByVectors_AddsTheUpperProductFirst_ByTilesInTwoChains()
    {
        // 2²⁵ and 1: beside the large sum the ones vanish, unless they have a chain of their own.
        static uint Large(System.Random random) => 0x4C00_3F80;
        static uint One(System.Random random) => 0x3F80_3F80;
        using var vectors = new DotArrays(AssembledDotTileKernel.Avx512BFloat16, 16, Large, One);
        using var tiles = new DotArrays(AssembledDotTileKernel.AmxBFloat16, 16, Large, One);

        Interpret(AssembledDotTileKernel.Avx512BFloat16, CallingConvention.SystemV, vectors);
        Interpret(AssembledDotTileKernel.AmxBFloat16, CallingConvention.SystemV, tiles);

        Assert.All(vectors.Sums, sum => Assert.Equal(16 * 33554432f, BitConverter.UInt32BitsToSingle(sum)));
        Assert.All(tiles.Sums, sum => Assert.Equal((16 * 33554432f) + 16, BitConverter.UInt32BitsToSingle(sum)));
    }

    [Fact]
    public void Interpreter_OfCodeThatThisProcessorRuns_GivesTheSameBits()
    {
        Assert.SkipUnless(ProcessorFeatures.OfThisProcessor.HasAvx512Vnni, "this processor has no AVX512-VNNI");
        var fused = VectorDotCode.Build(CallingConvention.OfThisSystem, static (code, sums, a, b) => code.MultiplyAdd(sums, a, b));
        byte*[] placed = [CodePages.OfThisSystem!.TryPlace(fused), (byte*)AssembledDotTileKernel.Avx512Vnni.Code.Assembled];
        byte[][] codes = [fused, AssembledDotTileKernel.Avx512Vnni.Build(CallingConvention.OfThisSystem)];
        for (int i = 0; i < codes.Length; i++)
        {
            using var run = new DotArrays(AssembledDotTileKernel.Avx512Vnni, 64, Single, Single, 64);
            using var interpreted = new DotArrays(AssembledDotTileKernel.Avx512Vnni, 64, Single, Single, 64);
            var tile = run.Tile;

            ((delegate* unmanaged<DotTile*, void>)placed[i])(&tile);
            Interpret(codes[i], CallingConvention.OfThisSystem, interpreted, tiles: null);

            Assert.Equal(run.Sums, interpreted.Sums);
        }
    }

    private static void Interpret(AssembledDotTileKernel kernel, CallingConvention convention, DotArrays arrays)
    {
        var begin = new Interpreter(TileDotCode.BuildBegin(convention));
        fixed (byte* settings = TileDotCode.Configuration())
        {
            begin.Allow(settings, TileDotCode.ConfigurationBytes, writable: false);
            begin.Call(convention.Argument, settings);
        }

        Interpret(kernel.Build(convention), convention, arrays, begin.Tiles);

        var end = new Interpreter(TileDotCode.BuildEnd());
        end.ContinueWith(begin.Tiles);
        end.Call(convention.Argument, null);
        Assert.False(end.Tiles.AreConfigured);
    }

    // As a caller of the convention sees it: what must be kept is kept.
    private static void Interpret(byte[] code, CallingConvention convention, DotArrays arrays, TileRegisters? tiles)
    {
        var interpreter = new Interpreter(code);
        if (tiles is not null) interpreter.ContinueWith(tiles);
        var (a, b, c) = arrays.Memory;
        var tile = arrays.Tile;
        interpreter.Allow(a.Pointer, a.Bytes, writable: false);
        interpreter.Allow(b.Pointer, b.Bytes, writable: false);
        interpreter.Allow(c.Pointer, c.Bytes, writable: true);
        interpreter.Allow(&tile, sizeof(DotTile), writable: false);
        Register[] kept = [Register.RBX, Register.RBP, Register.R12, Register.R13, Register.R14, Register.R15];
        if (convention == CallingConvention.Windows) kept = [.. kept, Register.RDI, Register.RSI];
        var before = kept.Select(register => interpreter[register]).ToArray();
        var keptVectors = Enumerable.Range(6, convention == CallingConvention.Windows ? 10 : 0).Select(i => Register.XMM0 + i).ToArray();
        var vectorsBefore = keptVectors.SelectMany(register => interpreter.Vectors[register].Take(4)).ToArray();

        interpreter.Call(convention.Argument, &tile);

        Assert.Equal(before, kept.Select(register => interpreter[register]));
        Assert.Equal(vectorsBefore, keptVectors.SelectMany(register => interpreter.Vectors[register].Take(4)));
    }

    private static uint Any(System.Random random) => (uint)random.NextInt64(1L << 32);

    // Two bfloat16 numbers within ±2.
    private static uint Pair(System.Random random) => (Single(random) & 0xFFFF_0000) | (Single(random) >> 16);

    private static uint Single(System.Random random) => BitConverter.SingleToUInt32Bits((random.NextSingle() - 0.5f) * 4);
}
