using Matiz.Data;
using Matiz.Data.Cards;

namespace Matiz.Training;

/// <summary>The licence of a base model, as its card says it: what is made of a model comes under it as well.</summary>
internal static class BaseModelLicense
{
    private const string Card = "README.md", Key = "license";

    /// <summary>The licence in the Hub's spelling; null where the folder has no card, or the card names none, or several.</summary>
    /// <param name="folder">The folder of the model.</param>
    public static string? Read(string folder)
    {
        string path = Path.Combine(folder, Card);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > FrontMatter.MostBytes) return null;
            return FrontMatter.Read(File.ReadAllText(path), path)?.Find(Key) is YamlText { IsNull: false, Value.Length: > 0 } license
                ? license.Value
                : null;
        }
        catch (Exception exception) when (exception is DataException or IOException or UnauthorizedAccessException)
        {
            return null;                                        // of a card that cannot be read nothing is known
        }
    }
}
