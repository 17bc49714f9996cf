namespace Matiz.Defaults;

/// <summary>
/// The dataset that is used when none is given: 4,199 / 505 / 498 comments of GoEmotions (Demszky et al. 2020, Apache-2.0) with one of
/// six labels: anger, fear, joy, love, sadness, surprise. Columns <c>text,label,id</c>.
/// </summary>
public static class EmbeddedSample
{
    /// <summary>The sample's name.</summary>
    public const string Name = "goemotions-six";

    private static readonly EmbeddedFolder Folder = new(
        "Sample/" + Name, ["train.csv", "validation.csv", "test.csv", "README.md", "LICENSE"]);

    /// <summary>The files: a table for each split, and where they come from.</summary>
    public static IReadOnlyList<string> FileNames => Folder.FileNames;

    /// <summary>Opens a file, for instance <c>train.csv</c> (UTF-8).</summary>
    /// <exception cref="FileNotFoundException">The name is not among <see cref="FileNames"/>.</exception>
    public static UnmanagedMemoryStream Open(string fileName) => Folder.Open(fileName);
}
