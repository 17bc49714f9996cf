using System.Globalization;
using Matiz.Formats.SentencePiece;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.Patterns;
using Matiz.Tokenizers.PostProcessors;

namespace Matiz.Tokenizers.SentencePiece;

/// <summary>
/// ALBERT's class. It follows <c>keep_accents</c> (its default: false) and <c>do_lower_case</c> (true), and lets no piece end in a digit
/// and a comma.
/// </summary>
internal sealed class AlbertTokenizerClass : SentencePieceTokenizerClass
{
    private const double NumberPenalty = 100;

    public AlbertTokenizerClass()
        : base("AlbertTokenizer", "spiece.model")
    {
        ModelType = "albert";
        Tokens = Named("[CLS]", "[SEP]", "<unk>", "<pad>", "[MASK]", maskTakesSpace: true);
    }

    public override IEnumerable<(string Piece, double Score)> Pieces(SentencePieceFile file, Func<string, string> tokens) =>
        file.Pieces.Select(piece => (piece.Text, piece.Score - (EndsInNumberAndComma(piece.Text) ? NumberPenalty : 0)));

    public override IEnumerable<Normalizer> Normalizers(PrecompiledNormalizer? map, TokenizerConfig config)
    {
        yield return new ReplaceNormalizer(new PlainPattern("``"), "\"");
        yield return new ReplaceNormalizer(new PlainPattern("''"), "\"");
        if (!(config.Flag("keep_accents") ?? false))
        {
            yield return new NfkdNormalizer();
            yield return new StripAccentsNormalizer();
        }

        if (config.LowerCase) yield return new LowercaseNormalizer();
        if (map is not null) yield return map;
        yield return SpaceRuns(" ");
    }

    public override PostProcessor PostProcessor((string Token, int Id) begin, (string Token, int Id) end) => TwoSegments(begin, end);

    private static bool EndsInNumberAndComma(string piece) => piece is [.., var digit, ',']
        && CharUnicodeInfo.GetDigitValue(digit) >= 0;
}
