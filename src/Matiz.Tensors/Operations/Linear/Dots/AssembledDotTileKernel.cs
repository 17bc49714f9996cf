using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Kernels of instructions that .NET has no methods for, assembled when they are first asked for. On the processors measured, one core
/// does four (<c>vpdpbusd</c>) and twenty-six (<c>tdpbssd</c>) times as many products of 8-bit integers as fused multiply-adds of
/// 32-bit numbers; with bfloat16, half or twice as many by vectors, and thirteen times by tiles.
/// </summary>
internal sealed unsafe class AssembledDotTileKernel : DotTileKernel
{
    private readonly Instruction _instruction;
    private readonly Lazy<DotTileCode> _code;

    private AssembledDotTileKernel(Instruction instruction)
    {
        _instruction = instruction;
        _code = new(Assemble);
    }

    private enum Instruction
    {
        VectorsOfBytes,
        VectorsOfBFloat16,
        TilesOfBytes,
        TilesOfBFloat16,
    }

    /// <summary>8-bit integers by 512-bit vectors (AVX512-VNNI).</summary>
    public static AssembledDotTileKernel Avx512Vnni { get; } = new(Instruction.VectorsOfBytes);

    /// <summary>
    /// bfloat16 numbers by 512-bit vectors (AVX512-BF16). The sum of each group: the second product is added first, then the first,
    /// each rounded to nearest even, subnormal numbers taken as zero.
    /// </summary>
    public static AssembledDotTileKernel Avx512BFloat16 { get; } = new(Instruction.VectorsOfBFloat16);

    /// <summary>8-bit integers by tiles (AMX).</summary>
    public static AssembledDotTileKernel AmxInt8 { get; } = new(Instruction.TilesOfBytes);

    /// <summary>
    /// bfloat16 numbers by tiles (AMX). Of sixteen groups at a time, the first products and the second products are two chains; their
    /// sum is added to the whole.
    /// </summary>
    public static AssembledDotTileKernel AmxBFloat16 { get; } = new(Instruction.TilesOfBFloat16);

    /// <summary>All of them; which one runs here is <see cref="KernelVariants"/>' affair.</summary>
    public static IReadOnlyList<AssembledDotTileKernel> All => [AmxInt8, AmxBFloat16, Avx512Vnni, Avx512BFloat16];

    public override int Rows => UsesTiles ? TileDotCode.Rows : VectorDotCode.Rows;

    public override int Columns => UsesTiles ? TileDotCode.Columns : VectorDotCode.Columns;

    public override DotElement Element => _instruction switch
    {
        Instruction.VectorsOfBytes => DotElement.OffsetInt8,
        Instruction.TilesOfBytes => DotElement.Int8,
        _ => DotElement.BFloat16,
    };

    public override DotTileCode Code => _code.Value;

    // Processors with tiles have second-level caches of 2 MB.
    public override long PanelBytesATask => UsesTiles ? 640 << 10 : base.PanelBytesATask;

    private bool UsesTiles => _instruction is Instruction.TilesOfBytes or Instruction.TilesOfBFloat16;

    /// <summary>The bytes of the code, for a calling convention.</summary>
    /// <param name="convention">Theirs.</param>
    /// <param name="isForManyRows">The code that <see cref="DotTileCode.AssembledForManyRows"/> points to; the same but with tiles.</param>
    public byte[] Build(CallingConvention convention, bool isForManyRows = false) => _instruction switch
    {
        Instruction.VectorsOfBytes => VectorDotCode.Build(convention, static (code, sums, a, b) => code.DotBytes(sums, a, b)),
        Instruction.VectorsOfBFloat16 => VectorDotCode.Build(convention, static (code, sums, a, b) => code.DotBFloat16(sums, a, b)),
        Instruction.TilesOfBytes => TileDotCode.Build(
            convention, static (code, sums, a, b) => code.DotTilesOfBytes(sums, a, b), fetchesAhead: !isForManyRows),
        _ => TileDotCode.Build(
            convention, static (code, sums, a, b) => code.DotTilesOfBFloat16(sums, a, b), fetchesAhead: !isForManyRows),
    };

    private DotTileCode Assemble()
    {
        var convention = CallingConvention.OfThisSystem;
        var code = default(DotTileCode);
        code.Assembled = (delegate* unmanaged<DotTile*, void>)Place(Build(convention));
        if (!UsesTiles) return code;
        code.AssembledForManyRows = (delegate* unmanaged<DotTile*, void>)Place(Build(convention, isForManyRows: true));
        const int bytes = TileDotCode.ConfigurationBytes;   // a cache line, kept as long as the code
        code.Configuration = (byte*)System.Runtime.InteropServices.NativeMemory.AlignedAlloc(bytes, bytes);
        TileDotCode.Configuration().CopyTo(new Span<byte>(code.Configuration, bytes));
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
