using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.PreTokenizers;

/// <summary>Splits at a plain string.</summary>
internal sealed class SplitPreTokenizer(string pattern, SplitBehavior behavior, bool invert) : PreTokenizer
{
    public static SplitPreTokenizer Read(JsonCursor json) => new(
        json.Required("pattern").AsPlainPattern(),
        json.Required("behavior").AsEnum<SplitBehavior>(),
        json.Optional("invert")?.AsBoolean() ?? false);

    public override void Split(TextPiece piece, List<TextPiece> pieces)
    {
        var stretches = Splitting.Stretches(piece, pattern);
        if (invert) stretches = stretches.ConvertAll(stretch => stretch with { IsDelimiter = !stretch.IsDelimiter });
        Splitting.Apply(piece.Text, stretches, behavior, pieces);
    }
}
