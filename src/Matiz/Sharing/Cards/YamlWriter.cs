using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Matiz.Sharing.Cards;

/// <summary>
/// Writes YAML that every reader takes alike, of YAML 1.1 (Python's) and 1.2 (the Hub's): a text is plain only where no reader could take
/// it for anything else, and in double quotes otherwise (<c>no</c>, <c>1e3</c>, <c>null</c>, <c>a: b</c>, <c>#x</c>).
/// </summary>
internal sealed class YamlWriter : IDisposable
{
    // What readers of YAML 1.1 take for a truth value, nothing, or no number, in any case.
    private static readonly string[] Reserved = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"];

    private readonly StringWriter _text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private readonly Emitter _emitter;

    public YamlWriter()
    {
        // Lists stand under their key without a further indent, as the Hub's own cards have them; lines are never folded.
        _emitter = new Emitter(
            _text, new EmitterSettings(2, int.MaxValue, false, 1024, skipAnchorName: true, indentSequences: false, newLine: "\n"));
        _emitter.Emit(new StreamStart());
        _emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
    }

    /// <summary>A mapping: what is written meanwhile is keys with their values.</summary>
    public void Mapping(Action content)
    {
        _emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        content();
        _emitter.Emit(new MappingEnd());
    }

    /// <summary>A key and a mapping.</summary>
    public void Mapping(string key, Action content)
    {
        Text(key);
        Mapping(content);
    }

    /// <summary>A key and a list: what is written meanwhile is its items.</summary>
    public void List(string key, Action content)
    {
        Text(key);
        _emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
        content();
        _emitter.Emit(new SequenceEnd());
    }

    /// <summary>A key and a text.</summary>
    public void Text(string key, string value)
    {
        Text(key);
        Text(value);
    }

    /// <summary>A key and a list of texts.</summary>
    public void Texts(string key, IEnumerable<string> values) => List(key, () =>
    {
        foreach (string value in values) Text(value);
    });

    /// <summary>A text; halves of characters come as U+FFFD.</summary>
    public void Text(string value)
    {
        string whole = Whole(value);
        bool isPlain = IsPlain(whole);
        _emitter.Emit(new Scalar(
            AnchorName.Empty, TagName.Empty, whole, isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlain, !isPlain));
    }

    /// <summary>A key and a finite number, with a point in it: readers of YAML 1.1 take <c>1E-05</c> for a text.</summary>
    public void Number(string key, double value)
    {
        Text(key);
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal), end = exponent < 0 ? text.Length : exponent;
        if (!text.AsSpan(0, end).Contains('.')) text = text.Insert(end, ".0");
        _emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
    }

    /// <summary>What was written, which ends with a line end.</summary>
    public override string ToString()
    {
        _emitter.Emit(new DocumentEnd(isImplicit: true));
        _emitter.Emit(new StreamEnd());
        return _text.ToString();
    }

    public void Dispose() => _text.Dispose();

    // Letters first, then letters, digits and what ids and paths have: no indicator, blank, colon or comma.
    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ' ')
        && text[^1] is not ' '
        && !Reserved.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static string Whole(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) result.Append(rune.ToString());
        return result.ToString();
    }
}
