using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Kernels of instructions that .NET has no methods for, assembled when they are first asked for. On the processors measured, one core
/// does four (<c>vpdpbusd</c>) and twenty-six (<c>tdpbssd</c>) times as many products of 8-bit integers as fused multiply-adds of
/// 32-bit numbers; with bfloat16, half or twice as many by vectors, and thirteen times by tiles.
/// </summary>
internal sealed unsafe class AssembledDotTileKernel : DotTileKernel
{
    private readonly Func<CallingConvention, byte[]> _build;
    private readonly bool _usesTiles;
    private readonly Lazy<DotTileCode> _code;

    private AssembledDotTileKernel(int rows, int columns, DotElement element, bool usesTiles, Func<CallingConvention, byte[]> build)
    {
        Rows = rows;
        Columns = columns;
        Element = element;
        _usesTiles = usesTiles;
        _build = build;
        _code = new(Assemble);
    }

    /// <summary>8-bit integers by 512-bit vectors (AVX512-VNNI).</summary>
    public static AssembledDotTileKernel Avx512Vnni { get; } = new(
        VectorDotCode.Rows, VectorDotCode.Columns, DotElement.OffsetInt8, usesTiles: false,
        static convention => VectorDotCode.Build(convention, static (code, sums, a, b) => code.DotBytes(sums, a, b)));

    /// <summary>
    /// bfloat16 numbers by 512-bit vectors (AVX512-BF16). The sum of each group: the second product is added first, then the first,
    /// each rounded to nearest even, subnormal numbers taken as zero.
    /// </summary>
    public static AssembledDotTileKernel Avx512BFloat16 { get; } = new(
        VectorDotCode.Rows, VectorDotCode.Columns, DotElement.BFloat16, usesTiles: false,
        static convention => VectorDotCode.Build(convention, static (code, sums, a, b) => code.DotBFloat16(sums, a, b)));

    /// <summary>8-bit integers by tiles (AMX).</summary>
    public static AssembledDotTileKernel AmxInt8 { get; } = new(
        TileDotCode.Rows, TileDotCode.Columns, DotElement.Int8, usesTiles: true,
        static convention => TileDotCode.Build(convention, static (code, sums, a, b) => code.DotTilesOfBytes(sums, a, b)));

    /// <summary>
    /// bfloat16 numbers by tiles (AMX). Of sixteen groups at a time, the first products and the second products are two chains; their
    /// sum is added to the whole.
    /// </summary>
    public static AssembledDotTileKernel AmxBFloat16 { get; } = new(
        TileDotCode.Rows, TileDotCode.Columns, DotElement.BFloat16, usesTiles: true,
        static convention => TileDotCode.Build(convention, static (code, sums, a, b) => code.DotTilesOfBFloat16(sums, a, b)));

    /// <summary>All of them; which one runs here is <see cref="KernelVariants"/>' affair.</summary>
    public static IReadOnlyList<AssembledDotTileKernel> All => [AmxInt8, AmxBFloat16, Avx512Vnni, Avx512BFloat16];

    public override int Rows { get; }

    public override int Columns { get; }

    public override DotElement Element { get; }

    public override DotTileCode Code => _code.Value;

    /// <summary>The bytes of the code, for a calling convention.</summary>
    public byte[] Build(CallingConvention convention) => _build(convention);

    private DotTileCode Assemble()
    {
        var convention = CallingConvention.OfThisSystem;
        var code = default(DotTileCode);
        code.Assembled = (delegate* unmanaged<DotTile*, void>)Place(Build(convention));
        if (!_usesTiles) return code;
        code.Configuration = (byte*)System.Runtime.InteropServices.NativeMemory.AlignedAlloc(TileDotCode.ConfigurationBytes, TileDotCode.ConfigurationBytes);
        TileDotCode.Configuration().CopyTo(new Span<byte>(code.Configuration, TileDotCode.ConfigurationBytes));
        code.BeginTask = (delegate* unmanaged<byte*, void>)Place(TileDotCode.BuildBegin(convention));
        code.EndTask = (delegate* unmanaged<void>)Place(TileDotCode.BuildEnd());
        return code;
    }

    // The variant is not offered where such memory was refused before, so this only meets a system that changed its mind.
    private static byte* Place(ReadOnlySpan<byte> code)
    {
        var pages = CodePages.OfThisSystem;
        byte* first = pages is null ? null : pages.TryPlace(code);
        return first is null
            ? throw new InvalidOperationException(
                $"the system refused memory for assembled kernels that it granted before. Set {KernelVariants.EnvironmentVariable} " +
                "to avx512 or allow the process such memory.")
            : first;
    }
}
