namespace Matiz.Weights;

/// <summary>
/// Names of old checkpoints in today's form: the prefix <c>module.</c> (PyTorch's DataParallel) goes when every tensor has it, and
/// <c>LayerNorm.gamma</c>, <c>LayerNorm.beta</c> (the first BERT files) end in <c>weight</c>, <c>bias</c>. A tensor keeps its own name
/// when another already has the new one.
/// </summary>
public static class WeightNames
{
    private const string ParallelPrefix = "module.";

    /// <summary>Pairs each name with its form of today; the forms are distinct when the names are.</summary>
    public static IReadOnlyList<(string Original, string Name)> Normalize(IReadOnlyCollection<string> names)
    {
        bool isParallel = names.Count > 0 && names.All(
            name => name.StartsWith(ParallelPrefix, StringComparison.Ordinal) && name.Length > ParallelPrefix.Length);
        int skip = isParallel ? ParallelPrefix.Length : 0;
        var taken = names.Select(name => name[skip..]).ToHashSet(StringComparer.Ordinal);
        return [.. names.Select(original =>
        {
            string name = original[skip..];
            string modern = ModernLayerNorm(name);
            return (original, !string.Equals(modern, name, StringComparison.Ordinal) && taken.Contains(modern) ? name : modern);
        })];
    }

    private static string ModernLayerNorm(string name) =>
        EndsWithParts(name, "LayerNorm.gamma") ? string.Concat(name.AsSpan(0, name.Length - "gamma".Length), "weight")
        : EndsWithParts(name, "LayerNorm.beta") ? string.Concat(name.AsSpan(0, name.Length - "beta".Length), "bias")
        : name;

    private static bool EndsWithParts(string name, string parts) =>
        name.EndsWith(parts, StringComparison.Ordinal) && (name.Length == parts.Length || name[^(parts.Length + 1)] == '.');
}
