using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Tensors;

/// <summary>Which kernel variants this processor has, and which one is used.</summary>
public static class KernelVariants
{
    /// <summary>
    /// The environment variable that forces a variant: reference, vector128, avx2, avx-vnni, avx512, avx512-vnni, avx512-bf16 or amx.
    /// An operation without a kernel of that variant uses the next of the list that this processor has.
    /// </summary>
    public const string EnvironmentVariable = "MATIZ_KERNELS";

    // Best first: a wider vector does more in one instruction, and the plain loop is only there to be trusted.
    private static readonly (KernelVariant Variant, string Name, bool Supported)[] Ordered =
    [
        (KernelVariant.Amx, "amx", false),
        (KernelVariant.Avx512Bf16, "avx512-bf16", false),
        (KernelVariant.Avx512Vnni, "avx512-vnni", false),
        (KernelVariant.Avx512, "avx512",
            Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Vector512.IsHardwareAccelerated),
        (KernelVariant.AvxVnni, "avx-vnni", false),
        (KernelVariant.Avx2, "avx2", Avx2.IsSupported && Fma.IsSupported),
        (KernelVariant.Vector128, "vector128", true),
        (KernelVariant.Reference, "reference", true),
    ];

    /// <summary>The variants that run here, best first.</summary>
    public static IReadOnlyList<KernelVariant> Available { get; } =
        [.. from entry in Ordered where entry.Supported select entry.Variant];

    /// <summary>The variant in force: the one <see cref="EnvironmentVariable"/> names, else the best.</summary>
    /// <exception cref="ArgumentException">The variable names an unknown variant, or one that this processor lacks.</exception>
    public static KernelVariant Default =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } name ? Parse(name) : Available[0];

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

    /// <summary>
    /// A variant and what this processor has of those after it in the list: where an operation has no kernel of the variant itself, the
    /// next is used.
    /// </summary>
    internal static IReadOnlyList<KernelVariant> From(KernelVariant variant)
    {
        var after = Ordered.SkipWhile(entry => entry.Variant != variant).Skip(1);
        return [variant, .. after.Where(entry => entry.Supported).Select(entry => entry.Variant)];
    }

    /// <summary>The one of some variants that stands first in the list.</summary>
    internal static KernelVariant BestOf(IEnumerable<KernelVariant> variants) =>
        Ordered.Select(entry => entry.Variant).First(variants.Contains);

    private static string Names(IEnumerable<KernelVariant> variants) => string.Join(", ", variants.Select(NameOf));
}
