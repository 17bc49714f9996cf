using Matiz.Files;

namespace Matiz.Workflows;

/// <summary>The model that a job begins with: its files, and what it is called in settings, model cards and folders.</summary>
/// <param name="Name">As it was named: recorded, so that the job can be completed later.</param>
/// <param name="Files">Where its files are.</param>
public sealed record StartingModel(string Name, ModelFiles Files)
{
    /// <summary>What runs of this model are called: the last part of its name. Default: found from it.</summary>
    public string RunName
    {
        get => field ?? LastPartOf(Name);
        init;
    }

    /// <summary>Its id on the Hub, which model cards name; null, the default: it did not come from there.</summary>
    public string? HubId { get; init; }

    /// <summary>The licence that follows from it, in the Hub's spelling; null, the default: not stated.</summary>
    public string? License { get; init; }

    /// <summary>The model of a folder.</summary>
    public static StartingModel InFolder(string folder) => new(folder, ModelFiles.InFolder(folder));

    private static string LastPartOf(string name)
    {
        string last = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(name)));
        return last.Length > 0 ? last : "model";
    }
}
