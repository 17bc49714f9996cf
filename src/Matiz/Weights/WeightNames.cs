namespace Matiz.Weights;

/// <summary>
/// Names of old checkpoints in today's form: the prefix <c>module.</c> (PyTorch's DataParallel) goes when every tensor has it, and
/// <c>LayerNorm.gamma</c>, <c>LayerNorm.beta</c> (the first BERT files) end in <c>weight</c>, <c>bias</c>. A tensor keeps its own name
/// when another already has the new one.
/// </summary>
internal static class WeightNames
{
    private const string ParallelPrefix = "module.";
    private static readonly string[] BufferNames = ["position_ids", "token_type_ids"];

    /// <summary>
    /// True for <c>….position_ids</c> and <c>….token_type_ids</c>: counts that the reference once stored beside the weights. Nothing is
    /// computed with them, and later versions leave them out.
    /// </summary>
    public static bool IsBuffer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return BufferNames.Contains(name[(name.LastIndexOf('.') + 1)..], StringComparer.Ordinal);
    }

    /// <summary>Each name's form of today, in the same order; the forms are distinct when the names are.</summary>
    public static string[] Normalize(IReadOnlyList<string> names)
    {
        bool isParallel = names.Count > 0;
        foreach (string name in names)
            isParallel &= name.StartsWith(ParallelPrefix, StringComparison.Ordinal) && name.Length > ParallelPrefix.Length;

        string[] result = [.. names];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < result.Length; i++)
        {
            if (isParallel) result[i] = result[i][ParallelPrefix.Length..];
            taken.Add(result[i]);
        }

        for (int i = 0; i < result.Length; i++)
        {
            string modern = ModernLayerNorm(result[i]);
            if (!taken.Contains(modern)) result[i] = modern;
        }

        return result;
    }

    private static string ModernLayerNorm(string name) =>
        EndsWithParts(name, "LayerNorm.gamma") ? string.Concat(name.AsSpan(0, name.Length - "gamma".Length), "weight")
        : EndsWithParts(name, "LayerNorm.beta") ? string.Concat(name.AsSpan(0, name.Length - "beta".Length), "bias")
        : name;

    private static bool EndsWithParts(string name, string parts) =>
        name.EndsWith(parts, StringComparison.Ordinal) && (name.Length == parts.Length || name[^(parts.Length + 1)] == '.');
}
