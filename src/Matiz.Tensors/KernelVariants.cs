using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors;

/// <summary>Which kernel variants this processor has, and which one is used.</summary>
public static class KernelVariants
{
    /// <summary>
    /// The environment variable that forces a variant: reference, vector128, avx2, avx-vnni, avx512, avx512-vnni, avx512-bf16 or amx.
    /// An operation without a kernel of that variant uses the next of the list that this processor has.
    /// </summary>
    public const string EnvironmentVariable = "MATIZ_KERNELS";

    // Best first: a wider vector does more in one instruction, and the plain loop is only there to be trusted. Whether the assembled
    // ones run here is asked when it matters: fp32 has no kernels of theirs.
    private static readonly (KernelVariant Variant, string Name, Func<ProcessorFeatures, bool> IsSupported)[] Ordered =
    [
        (KernelVariant.Amx, "amx", static features => features.HasAmx),
        (KernelVariant.Avx512Bf16, "avx512-bf16", static features => features.HasAvx512BFloat16),
        (KernelVariant.Avx512Vnni, "avx512-vnni", static features => features.HasAvx512Vnni),
        (KernelVariant.Avx512, "avx512", static _ =>
            Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Vector512.IsHardwareAccelerated),
        (KernelVariant.AvxVnni, "avx-vnni", static _ => AvxVnni.IsSupported && Avx2.IsSupported && Fma.IsSupported),
        (KernelVariant.Avx2, "avx2", static _ => Avx2.IsSupported && Fma.IsSupported),
        (KernelVariant.Vector128, "vector128", static _ => true),
        (KernelVariant.Reference, "reference", static _ => true),
    ];

    /// <summary>The variants that run here, best first.</summary>
    public static IReadOnlyList<KernelVariant> Available => field ??= [.. AvailableOn(ProcessorFeatures.OfThisProcessor)];

    /// <summary>The variant in force: the one <see cref="EnvironmentVariable"/> names, else the best.</summary>
    /// <exception cref="ArgumentException">The variable names an unknown variant, or one that this processor lacks.</exception>
    public static KernelVariant Default => Forced ?? Available[0];

    /// <summary>The variant that <see cref="EnvironmentVariable"/> names; null: it names none, and the best is used.</summary>
    /// <exception cref="ArgumentException">The variable names an unknown variant, or one that this processor lacks.</exception>
    internal static KernelVariant? Forced =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } name ? Parse(name) : null;

    /// <summary>The variant of a name as <see cref="EnvironmentVariable"/> spells it.</summary>
    /// <exception cref="ArgumentException">The name is unknown, or this processor lacks the variant.</exception>
    public static KernelVariant Parse(string name)
    {
        var found = Ordered.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));
        if (found.Name is null)
            throw new ArgumentException(
                $"{EnvironmentVariable}={name} is no kernel variant; known are {Names(Ordered.Reverse().Select(entry => entry.Variant))}.",
                nameof(name));
        var variant = found.Variant;
        if (!Available.Contains(variant))
            throw new ArgumentException($"{EnvironmentVariable}={name}: this processor lacks it; it has {Names(Available)}.", nameof(name));
        return variant;
    }

    /// <summary>The name as <see cref="EnvironmentVariable"/> spells it.</summary>
    public static string NameOf(KernelVariant variant) => Ordered.First(entry => entry.Variant == variant).Name;

    /// <summary>The variants that run on a processor, best first.</summary>
    internal static IEnumerable<KernelVariant> AvailableOn(ProcessorFeatures features) =>
        from entry in Ordered where entry.IsSupported(features) select entry.Variant;

    /// <summary>
    /// Whether kernels of a variant may be used: where an operation has none of the best variant itself, the next of the list that
    /// this processor has is used.
    /// </summary>
    /// <param name="best">The best variant that may be used; null: whatever this processor has.</param>
    /// <param name="variant">The variant asked about.</param>
    internal static bool Allows(KernelVariant? best, KernelVariant variant)
    {
        if (variant == best) return true;
        int place = PlaceOf(variant);
        return (best is null || place > PlaceOf(best.Value)) && Ordered[place].IsSupported(ProcessorFeatures.OfThisProcessor);
    }

    /// <summary>The one of some variants that stands first in the list.</summary>
    internal static KernelVariant BestOf(IEnumerable<KernelVariant> variants) =>
        Ordered.Select(entry => entry.Variant).First(variants.Contains);

    private static int PlaceOf(KernelVariant variant) => Array.FindIndex(Ordered, entry => entry.Variant == variant);

    private static string Names(IEnumerable<KernelVariant> variants) => string.Join(", ", variants.Select(NameOf));
}
