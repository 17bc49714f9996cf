using System.Collections.Immutable;

namespace Matiz.Hub;

/// <summary>What the Hub says of a repository at a revision (reference: ModelInfo, DatasetInfo).</summary>
public sealed record HubRepositoryInfo
{
    /// <summary>The repository under the name that it has now, which another one may have led to.</summary>
    public required HubRepository Repository { get; init; }

    /// <summary>The commit that the revision stands for, 40 hex digits.</summary>
    public required string Commit { get; init; }

    /// <summary>Whose it is; null where the Hub does not say.</summary>
    public string? Author { get; init; }

    /// <summary>Whether only some may see it.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether terms must be accepted before its files can be read.</summary>
    public bool IsGated { get; init; }

    /// <summary>Whether the Hub has disabled it.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>The task, such as <c>text-classification</c>; null where there is none.</summary>
    public string? PipelineTag { get; init; }

    /// <summary>The library that wrote it, such as <c>transformers</c>; null where there is none.</summary>
    public string? LibraryName { get; init; }

    /// <summary>When it was changed last; null where the Hub does not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Its tags.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The names of its files, checked as those of <see cref="HubFile"/> are.</summary>
    public ImmutableArray<string> FileNames { get; init; } = [];
}
