namespace Matiz.Testing;

/// <summary>One state of a repository of the <see cref="TestHub"/>. It does not change.</summary>
public sealed class TestHubCommit
{
    internal TestHubCommit(
        TestHubCommit? parent, IReadOnlyDictionary<string, TestHubFile> files, string title, string message, string author,
        DateTimeOffset date)
    {
        Parent = parent;
        Files = new SortedDictionary<string, TestHubFile>(files.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        Title = title;
        Message = message;
        Author = author;
        Date = date;
        FolderIds = GitObjects.TreeIds(Files.Select(file => KeyValuePair.Create(file.Key, file.Value.BlobId)));
        Id = GitObjects.CommitId(FolderIds[""], parent?.Id, author, date, message.Length == 0 ? title : $"{title}\n\n{message}");
    }

    /// <summary>The commit id, 40 hexadecimal digits, as git counts it.</summary>
    public string Id { get; }

    /// <summary>The files by path, in ordinal order.</summary>
    public IReadOnlyDictionary<string, TestHubFile> Files { get; }

    /// <summary>The commit before, or null for the first.</summary>
    public TestHubCommit? Parent { get; }

    /// <summary>The first line of the commit's message.</summary>
    public string Title { get; }

    /// <summary>What follows the title; often empty.</summary>
    public string Message { get; }

    /// <summary>The user who made it.</summary>
    public string Author { get; }

    /// <summary>When it was made, by the clock of the test Hub, which moves one minute a commit.</summary>
    public DateTimeOffset Date { get; }

    /// <summary>The tree ids of the folders by path, the root under the empty name.</summary>
    public IReadOnlyDictionary<string, string> FolderIds { get; }

    /// <summary>This commit and those before it.</summary>
    public IEnumerable<TestHubCommit> History()
    {
        for (var commit = this; commit is not null; commit = commit.Parent) yield return commit;
    }
}
