using System.Text.Json.Serialization;

namespace Matiz.Data;

/// <summary>Which dataset rows are of: a repository of the Hub at a commit, or a folder.</summary>
/// <param name="Name">The repository's id (<c>dair-ai/emotion</c>), or the folder as it was named.</param>
/// <param name="Configuration">The configuration; <c>default</c> where the dataset has no other.</param>
public sealed record DatasetOrigin(string Name, string Configuration)
{
    /// <summary>The branch, tag or commit that was asked for; null for a folder.</summary>
    public string? Revision { get; init; }

    /// <summary>The commit that was read, 40 hexadecimal digits; null for a folder.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether it is a repository of the Hub, whose files are known by the commit; else a folder.</summary>
    [JsonIgnore]
    public bool IsOnHub => Commit is not null;
}
