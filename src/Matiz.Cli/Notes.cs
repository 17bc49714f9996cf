using Matiz.Cli.Terminal;

namespace Matiz.Cli;

/// <summary>Lines on standard error: notes, which --quiet silences, and warnings, which it does not.</summary>
internal sealed class Notes(CommandHost host, bool isQuiet)
{
    private readonly Style _style = new(host.ErrorIsTerminal && host.AllowsColor);

    /// <summary>Where progress and messages go.</summary>
    public TextWriter Writer => host.Error;

    /// <summary>Whether notes and progress are unwanted.</summary>
    public bool IsQuiet { get; } = isQuiet;

    /// <summary>Something good to know.</summary>
    public void Say(string text)
    {
        if (!IsQuiet) host.Error.WriteLine(LibraryWords.Translate(text));
    }

    /// <summary>What loading a model said: warnings among it as such.</summary>
    public void TellOfLoading(IReadOnlyList<string> notes, IReadOnlyList<string> warnings)
    {
        foreach (string note in notes)
        {
            if (warnings.Contains(note, StringComparer.Ordinal)) Warn(note);
            else Say(note);
        }
    }

    /// <summary>Something that was kept but is worth a look.</summary>
    public void Warn(string text) => host.Error.WriteLine(_style.Yellow("warning:") + " " + PlainText.Clean(LibraryWords.Translate(text)));
}
