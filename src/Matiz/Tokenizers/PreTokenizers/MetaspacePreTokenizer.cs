using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Which texts are given the sign of a space in front.</summary>
internal enum PrependScheme
{
    /// <summary>Every piece that is split, so that what follows an added token is given one too.</summary>
    Always,

    /// <summary>The piece with which the text begins.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}

/// <summary>
/// SentencePiece's way with spaces: each becomes a sign (▁), one is put in front of a text that does not begin with one, and the text is
/// split before every sign.
/// </summary>
internal sealed class MetaspacePreTokenizer(char replacement, PrependScheme scheme, bool splits) : PreTokenizer
{
    /// <summary>What a space becomes.</summary>
    public char Replacement { get; } = replacement;

    public PrependScheme Scheme { get; } = scheme;

    // A part behind a break begins with a sign; whether a text stands at the very beginning its parts do not tell.
    public override bool BreaksAtSpaces => splits && Scheme is not PrependScheme.First;

    public override bool NeedsSpans => Scheme is PrependScheme.First;

    public static MetaspacePreTokenizer Read(JsonCursor json) =>
        new(ReadReplacement(json), ReadScheme(json), json.Optional("split")?.AsBoolean() ?? true);

    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        var text = WithSigns(piece);
        var chars = text.Chars;
        int from = 0;
        while (splits && from < chars.Length)
        {
            int length = chars[(from + 1)..].IndexOf(Replacement) + 1;
            if (length == 0) break;
            pieces.Add(new TextPiece(text, from, from + length));
            from += length;
        }

        if (from < chars.Length) pieces.Add(new TextPiece(text, from, chars.Length));
    }

    private AlignedText WithSigns(TextPiece piece)
    {
        var text = piece.Text;
        var output = text.NewOutput(piece.End - piece.Start + 1);
        char first = text.Chars[piece.Start];
        if (first != ' ' && first != Replacement && IsPrepended(piece))
        {
            var (start, end) = text.SpanOf(piece.Start);
            output.Append(Replacement, start, end);
        }

        output.Append(text, piece.Start, piece.End - piece.Start);
        output.Replace(' ', Replacement);
        return output;
    }

    private bool IsPrepended(TextPiece piece) => Scheme switch
    {
        PrependScheme.Always => true,
        PrependScheme.First => piece.Text.SpanOf(piece.Start).Start == 0,
        _ => false,
    };

    private static char ReadReplacement(JsonCursor json)
    {
        var cursor = json.Required("replacement");
        string text = cursor.AsString();
        return text.Length == 1 ? text[0] : throw cursor.Error($"is a text of {text.Length} units", "one character of the basic plane");
    }

    // The older key add_prefix_space says no more than true; false belongs to the scheme of the same meaning.
    private static PrependScheme ReadScheme(JsonCursor json)
    {
        var scheme = json.Optional("prepend_scheme");
        string? name = scheme?.AsString();
        var read = name switch
        {
            null or "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            _ => throw scheme!.Value.Error($"is '{name}'", "one of always, first, never"),
        };
        if (json.Optional("add_prefix_space") is not { } older || older.AsBoolean()) return read;
        return name is null or "never"
            ? PrependScheme.Never
            : throw older.Error($"is false, but prepend_scheme is '{name}'", "no contradiction");
    }
}
