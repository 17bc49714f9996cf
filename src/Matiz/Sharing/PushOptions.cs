using Matiz.Hub;

namespace Matiz.Sharing;

/// <summary>Settings of a push.</summary>
public sealed record PushOptions
{
    /// <summary>
    /// Whether a repository that is made for the push is private; null, the default: as the account has it. One that exists keeps what it
    /// is.
    /// </summary>
    public bool? IsPrivate { get; init; }

    /// <summary>The branch, made where it is missing; of a pull request the one that it starts from. Default main.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>Whether the files are proposed in a new pull request. Default false.</summary>
    public bool AsPullRequest { get; init; }

    /// <summary>The first line of the commit's message; null, the default: <c>Upload NAME with Matiz</c>.</summary>
    /// <exception cref="ArgumentException">Empty, or blanks.</exception>
    public string? Message
    {
        get;
        init
        {
            if (value is not null) ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Message));
            field = value;
        }
    }

    /// <summary>
    /// Patterns of files that are sent besides those of the model, such as <c>report.html</c> or <c>onnx/*</c>: case counts, <c>*</c>
    /// crosses <c>/</c>, a pattern that ends in <c>/</c> means everything below. <c>README.md</c> sends the card even where the repository
    /// has one that somebody wrote or changed. Default none.
    /// </summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Where the Hub is and who asks; null, the default: <see cref="HubOptions.FromEnvironment()"/>.</summary>
    public HubOptions? Hub { get; init; }
}

/// <summary>What a push came to.</summary>
/// <param name="Repository">Where the model is.</param>
/// <param name="Commit">What was committed.</param>
public sealed record PushResult(HubRepository Repository, HubCommitResult Commit)
{
    /// <summary>The page of the model.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whether the repository was made for it.</summary>
    public bool IsNewRepository { get; init; }

    /// <summary>What is worth a look, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
