using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Patterns;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Splits at what a pattern matches; inverted, at what lies between.</summary>
internal sealed class SplitPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert) : PreTokenizer
{
    // Where what lies between the matches goes, only they count; else a space has to begin one.
    public override bool BreaksAtSpaces => behavior switch
    {
        SplitBehavior.Removed when invert => pattern.Shape.StaysApart,
        SplitBehavior.Removed or SplitBehavior.Isolated => pattern.Shape.BreaksAtSpaces,
        _ => false,
    };

    public static SplitPreTokenizer Read(JsonCursor json) => new(
        TextPattern.Read(json.Required("pattern")),
        json.Required("behavior").AsEnum<SplitBehavior>(),
        json.Optional("invert")?.AsBoolean() ?? false);

    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        var stretches = Splitting.Stretches(piece, pattern);
        if (invert) stretches = stretches.ConvertAll(stretch => stretch with { IsDelimiter = !stretch.IsDelimiter });
        Splitting.Apply(piece.Text, stretches, behavior, pieces);
    }
}
