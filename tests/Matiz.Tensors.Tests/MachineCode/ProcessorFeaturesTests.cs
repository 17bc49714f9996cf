using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors.Tests.MachineCode;

public unsafe class ProcessorFeaturesTests
{
    // The kind of server that has everything.
    private static readonly MadeUpProcessor Complete = new();

    [Fact]
    public void AProcessorWithEverything_HasEveryVariant() =>
        Assert.Equal(
            [KernelVariant.Amx, KernelVariant.Avx512Bf16, KernelVariant.Avx512Vnni],
            AssembledOn(Complete));

    [Fact]
    public void WhereMemoryForCodeIsRefused_TheAssembledVariantsAreMissing_AndTheRestIsThere()
    {
        var refusing = Complete with { States = 0 };

        Assert.Empty(AssembledOn(refusing));
        Assert.Equal(KernelVariant.Reference, KernelVariants.AvailableOn(new ProcessorFeatures(refusing)).Last());
    }

    [Fact]
    public void WhereTilesAreNotGranted_TheNextVariantsAreUsed()
    {
        KernelVariant[] next = [KernelVariant.Avx512Bf16, KernelVariant.Avx512Vnni];
        Assert.Equal(next, AssembledOn(Complete with { GrantsTiles = false }));
        Assert.Equal(next, AssembledOn(Complete with { States = 0xE7 }));
        Assert.Equal(next, AssembledOn(Complete with { TileRows = 8 }));
    }

    [Fact]
    public void WhereVectorsAreNotToBeUsed_OrAnotherKindOfProcessorRuns_NothingIsAssembled()
    {
        Assert.Empty(AssembledOn(Complete with { HasVector512 = false }));
        Assert.Empty(AssembledOn(Complete with { IsX64 = false }));
        Assert.Empty(AssembledOn(Complete with { States = 0x7 }));
    }

    [Fact]
    public void AskingForAVectorVariant_DoesNotAskTheSystemForTiles()
    {
        var processor = Complete with { OnAsking = () => throw new InvalidOperationException("asked") };
        Assert.True(new ProcessorFeatures(processor).HasAvx512Vnni);
    }

    [Fact]
    public void CodePages_RunWhatTheyGot_AndPagesThatCannotBeMadeExecutableAreGivenBack()
    {
        Assert.SkipWhen(CodePages.OfThisSystem is null, "this system has no such pages");
        byte* code = CodePages.OfThisSystem!.TryPlace([0xB8, 42, 0, 0, 0, 0xC3]);   // mov eax, 42; ret
        Assert.Equal(42, ((delegate* unmanaged<int>)code)());

        var refusing = new RefusingPages();
        Assert.True(refusing.TryPlace([0xC3]) is null);
        Assert.Equal(1, refusing.GivenBack);
    }

    private static IEnumerable<KernelVariant> AssembledOn(IProcessor processor) =>
        KernelVariants.AvailableOn(new ProcessorFeatures(processor))
            .Where(variant => variant is KernelVariant.Amx or KernelVariant.Avx512Bf16 or KernelVariant.Avx512Vnni);

    private sealed record MadeUpProcessor : IProcessor
    {
        public bool IsX64 { get; init; } = true;

        public bool HasVector512 { get; init; } = true;

        public ulong States { get; init; } = 0x6_00E7;

        public bool GrantsTiles { get; init; } = true;

        public int TileRows { get; init; } = 16;

        public Action OnAsking { get; init; } = static () => { };

        public (int Eax, int Ebx, int Ecx, int Edx) CpuId(int leaf, int subleaf) => (leaf, subleaf) switch
        {
            (0, _) => (0x20, 0, 0, 0),
            (1, _) => (0, 0, 1 << 27, 0),
            (7, 0) => (1, 0, 1 << 11, (1 << 22) | (1 << 24) | (1 << 25)),
            (7, 1) => (1 << 5, 0, 0, 0),
            (0x1D, 0) => (1, 0, 0, 0),
            (0x1D, 1) => (8192 | (1024 << 16), 64 | (8 << 16), TileRows, 0),
            _ => default,
        };

        public ulong ReadEnabledStates() => States;

        public bool AskForTileData()
        {
            OnAsking();
            return GrantsTiles;
        }
    }

    private sealed class RefusingPages : CodePages
    {
        public int GivenBack { get; private set; }

        protected override byte* Reserve(nuint bytes) => (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(bytes);

        protected override bool MakeExecutable(byte* pages, nuint bytes) => false;

        protected override void Release(byte* pages, nuint bytes)
        {
            System.Runtime.InteropServices.NativeMemory.Free(pages);
            GivenBack++;
        }
    }
}
