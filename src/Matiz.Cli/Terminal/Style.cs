namespace Matiz.Cli.Terminal;

/// <summary>Colours of the terminal's own palette, which its owner has made readable on light or dark; nothing where not wanted.</summary>
internal readonly record struct Style(bool Enabled)
{
    public string Bold(string text) => Wrap(text, "1");

    public string Dim(string text) => Wrap(text, "2");

    public string Red(string text) => Wrap(text, "31");

    public string Green(string text) => Wrap(text, "32");

    public string Yellow(string text) => Wrap(text, "33");

    public string Blue(string text) => Wrap(text, "34");

    /// <summary>A colour of the fixed 256-colour cube behind a text, with black or white on it, whichever can be read.</summary>
    public string Heat(string text, int background, bool lightText) => Wrap(text, $"48;5;{background};38;5;{(lightText ? 231 : 16)}");

    private string Wrap(string text, string code) => Enabled && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
