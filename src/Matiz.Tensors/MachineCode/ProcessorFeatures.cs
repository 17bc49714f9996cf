namespace Matiz.Tensors.MachineCode;

/// <summary>
/// Instructions that this processor has and that the operating system lets programs use, beyond what .NET tells. Each is asked for
/// when it is first wanted: whoever computes in fp32 never waits for an answer.
/// </summary>
/// <remarks>
/// The bits are those of Intel's Software Developer's Manual, volume 2 (CPUID, leaves 1, 7 and 1DH) and volume 1, chapter 13 (XCR0).
/// </remarks>
internal sealed class ProcessorFeatures
{
    private const int FeatureLeaf = 7, TileLeaf = 0x1D;
    private const int SavesStates = 1 << 27;                                // leaf 1, ECX: OSXSAVE
    private const int Vnni512 = 1 << 11;                                    // leaf 7.0, ECX
    private const int TileBFloat16 = 1 << 22, Tiles = 1 << 24, TileInt8 = 1 << 25;   // leaf 7.0, EDX
    private const int BFloat16At512 = 1 << 5;                               // leaf 7.1, EAX
    private const ulong VectorStates = 0xE6, TileStates = 0x6_0000;         // XCR0: xmm, ymm, masks, both parts of zmm; tiles

    private readonly IProcessor _processor;
    private readonly Lazy<(int Ecx, int Edx, int EaxOfOne)> _bits;
    private readonly Lazy<ulong> _states;
    private readonly Lazy<bool> _tiles;

    public ProcessorFeatures(IProcessor processor)
    {
        _processor = processor;
        _bits = new(ReadBits);
        _states = new(() => (processor.CpuId(1, 0).Ecx & SavesStates) != 0 ? processor.ReadEnabledStates() : 0);
        _tiles = new(AskForTiles);
    }

    /// <summary>The processor that runs this program.</summary>
    public static ProcessorFeatures OfThisProcessor { get; } = new(new ThisProcessor());

    /// <summary>Products of bytes in 512-bit vectors: <c>vpdpbusd</c>.</summary>
    public bool HasAvx512Vnni => (_bits.Value.Ecx & Vnni512) != 0 && RunsAssembled512;

    /// <summary>Products of bfloat16 pairs in 512-bit vectors: <c>vdpbf16ps</c>.</summary>
    public bool HasAvx512BFloat16 => (_bits.Value.EaxOfOne & BFloat16At512) != 0 && RunsAssembled512;

    /// <summary>Tiles of bytes and of bfloat16 pairs: <c>tdpbssd</c> and <c>tdpbf16ps</c>.</summary>
    public bool HasAmx => _tiles.Value;

    // The code pages come last, since they cost a call of the system; reading the states needs some.
    private bool RunsAssembled512 => _processor.HasVector512 && (_states.Value & VectorStates) == VectorStates;

    private (int Ecx, int Edx, int EaxOfOne) ReadBits()
    {
        if (!_processor.IsX64 || _processor.CpuId(0, 0).Eax < FeatureLeaf) return default;
        var (eax, _, ecx, edx) = _processor.CpuId(FeatureLeaf, 0);
        return (ecx, edx, eax >= 1 ? _processor.CpuId(FeatureLeaf, 1).Eax : 0);
    }

    private bool AskForTiles()
    {
        const int needed = Tiles | TileInt8 | TileBFloat16;
        return (_bits.Value.Edx & needed) == needed && HasEightTiles() && RunsAssembled512
            && (_states.Value & TileStates) == TileStates && _processor.AskForTileData();
    }

    // Palette 1 of the processors so far: eight tiles of 16 rows of 64 bytes, what the kernels are written for.
    private bool HasEightTiles()
    {
        if (_processor.CpuId(TileLeaf, 0).Eax < 1) return false;
        var (_, ebx, ecx, _) = _processor.CpuId(TileLeaf, 1);
        return (ebx & 0xFFFF) == 64 && (ebx >>> 16) >= 8 && (ecx & 0xFFFF) == 16;
    }
}

/// <summary>What a processor and its operating system answer.</summary>
internal interface IProcessor
{
    /// <summary>Whether it is of the kind that the assembled code is for.</summary>
    bool IsX64 { get; }

    /// <summary>Whether .NET uses its 512-bit vectors; a user can forbid that.</summary>
    bool HasVector512 { get; }

    /// <summary>The answer of CPUID.</summary>
    (int Eax, int Ebx, int Ecx, int Edx) CpuId(int leaf, int subleaf);

    /// <summary>XCR0, the registers that the operating system saves; 0 where code for asking may not be made.</summary>
    ulong ReadEnabledStates();

    /// <summary>Asks the operating system for the use of tiles in this process. True: granted.</summary>
    bool AskForTileData();
}
