using Matiz.Formats;
using Matiz.Hub;
using Matiz.Models;
using Matiz.Sharing.Cards;
using Matiz.Sharing.Cards.Sections;
using Matiz.Training;

namespace Matiz.Sharing;

/// <summary>
/// The <c>README.md</c> of a model folder: what the model is, how it is used, what it was trained on, how good it is and where it is weak,
/// all of it from the files of the folder; texts of rows never stand in it. What the Hub reads stands on top, between dashes.
/// </summary>
/// <example>
/// <code>
/// ModelCard.ForFolder("emotion").Save("emotion");
/// </code>
/// </example>
public sealed class ModelCard
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "README.md";

    private ModelCard(string text) => Text = text;

    /// <summary>The text of the card.</summary>
    public string Text { get; }

    /// <summary>The card of a folder: of a run with all that was measured, of any other classifier with what its config says.</summary>
    /// <param name="folder">A run folder or a model folder.</param>
    /// <param name="repository">Where the model is, or will be, on the Hub; null: it is called as the folder is.</param>
    /// <exception cref="ModelException">A file of the model is missing or damaged, or it is no text classifier.</exception>
    /// <exception cref="TrainingException">A file of the run is damaged.</exception>
    public static ModelCard ForFolder(string folder, HubRepository? repository = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Read(folder, folder, repository);
    }

    /// <summary>Whether a folder holds a text classifier, of which a card can be made.</summary>
    /// <exception cref="ModelException">Its <c>config.json</c> is damaged.</exception>
    public static bool CanDescribe(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return CardFacts.CanRead(folder);
    }

    /// <summary>Whether a text is a card as it was written here: one that somebody has changed since, or written, is not.</summary>
    public static bool IsUnchanged(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return CardStamp.Fits(text);
    }

    /// <summary>
    /// Writes the card into a folder, whole or not at all. A <c>README.md</c> that is not one of these cards, or was changed since, is left
    /// as it is.
    /// </summary>
    /// <returns>Whether the card stands there now.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public bool Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, FileName);
        if (File.Exists(path) && !IsUnchanged(File.ReadAllText(path))) return false;
        AtomicFile.WriteAllText(path, Text);
        return true;
    }

    /// <summary>Writes the card of a run that is not yet where it is going to be.</summary>
    internal static void Write(RunFolder folder) => Write(folder.Place, folder.Path);

    /// <summary>Writes the card of a folder that is not yet where it is going to be.</summary>
    /// <param name="place">Where its files lie.</param>
    /// <param name="folder">Where it is going to be.</param>
    internal static void Write(string place, string folder) => Read(place, folder, repository: null).Save(place);

    /// <summary>The card of facts.</summary>
    internal static ModelCard From(CardFacts facts)
    {
        var card = new CardWriter();
        foreach (var section in CardSections.All)
        {
            if (!section.AppliesTo(facts)) continue;
            if (section.Heading.Length > 0) card.Heading(2, section.Heading);
            section.Write(card, facts);
        }

        return new ModelCard(CardStamp.Add($"{CardYaml.Write(facts)}\n{card}"));
    }

    private static ModelCard Read(string folder, string named, HubRepository? repository)
    {
        if (!CardFacts.CanRead(folder))
        {
            throw new ModelException(
                folder, "this is no text classifier, of which a card could be made. A folder was expected whose config.json names a class "
                + "for sequence classification. Write its README.md yourself, or fine-tune the model first.");
        }

        string name = repository?.Id ?? Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        return From(CardFacts.Read(folder, name.Split('/', '\\')[^1], repository?.Id));
    }
}
