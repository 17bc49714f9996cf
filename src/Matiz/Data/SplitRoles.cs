using Matiz.Data.Repositories;

namespace Matiz.Data;

/// <summary>Which splits of a dataset a job takes for its training, validation and test rows.</summary>
internal sealed class SplitRoles
{
    /// <summary>What a job needs, in its order.</summary>
    public static IReadOnlyList<string> All { get; } = ["train", "validation", "test"];

    private readonly Dictionary<string, string> _splits = new(StringComparer.Ordinal);

    /// <summary>Finds them.</summary>
    /// <param name="request">What was told.</param>
    /// <param name="splits">The splits that there are.</param>
    /// <exception cref="DataException">A split that was told is not there.</exception>
    public SplitRoles(DatasetRequest request, IReadOnlyList<string> splits)
    {
        foreach (string role in All)
        {
            if (request.Splits.TryGetValue(role, out string? told))
            {
                _splits[role] = splits.Contains(told, StringComparer.Ordinal) ? told : throw NoSplit(request, told, splits);
            }
            else if (splits.Contains(role, StringComparer.Ordinal))
            {
                if (!request.Splits.Values.Contains(role, StringComparer.Ordinal)) _splits[role] = role;
            }
            else
            {
                string[] usual = [.. SplitWords.All.First(split => split.Split == role).Words
                    .Where(word => splits.Contains(word, StringComparer.Ordinal))
                    .Except(request.Splits.Values, StringComparer.Ordinal)];
                if (usual is not [var word]) continue;
                _splits[role] = word;
                Notes = [.. Notes, $"{request.Name}: its split '{word}' is taken for {role}."];
            }
        }

        string[] left = [.. splits.Except(_splits.Values, StringComparer.Ordinal)];
        if (left.Length > 0) Notes = [.. Notes, $"{request.Name}: not used: {(left.Length == 1 ? "the split" : "the splits")} "
            + $"{LayoutFinder.Listed(left)}."];
    }

    /// <summary>What is to be said, one line each.</summary>
    public IReadOnlyList<string> Notes { get; } = [];

    /// <summary>The split of a role; null where there is none.</summary>
    public string? this[string role] => _splits.GetValueOrDefault(role);

    /// <summary>The split of a role.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public string Require(string role, DatasetRequest request, IReadOnlyList<string> splits) => this[role] ?? throw new DataException(
        $"{request.Name}: no split is called '{role}'; there {(splits.Count == 1 ? "is" : "are")} {LayoutFinder.Listed(splits)}. "
        + $"One for {role} was expected. Say which with DatasetRequest.Splits = {role}=NAME.");

    private static DataException NoSplit(DatasetRequest request, string told, IReadOnlyList<string> splits) => new(
        $"{request.Name}: there is no split '{told}'. Expected {LayoutFinder.Listed(splits)}. Correct DatasetRequest.Splits.");
}
