namespace Matiz.Training;

/// <summary>
/// The splits that a run measures, and what stands before their results: <c>eval_</c> for validation, as the reference has it.
/// </summary>
internal static class MeasuredSplits
{
    /// <summary>Split and prefix, in the order in which they are measured.</summary>
    public static IReadOnlyList<(string Split, string Prefix)> All { get; } = [("validation", "eval"), ("test", "test")];

    /// <summary>
    /// What stands before the results of a split, without the underscore: <c>eval</c>, <c>test</c>; of another split its name.
    /// </summary>
    public static string PrefixOf(string split)
    {
        ArgumentNullException.ThrowIfNull(split);
        foreach (var (name, prefix) in All)
        {
            if (string.Equals(name, split, StringComparison.Ordinal)) return prefix;
        }

        return split;
    }
}
