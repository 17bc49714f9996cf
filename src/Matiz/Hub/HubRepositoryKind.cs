namespace Matiz.Hub;

/// <summary>What a repository of the Hub holds (reference: repo_type).</summary>
public enum HubRepositoryKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A dataset.</summary>
    Dataset,

    /// <summary>A space: a program that the Hub runs.</summary>
    Space,
}
