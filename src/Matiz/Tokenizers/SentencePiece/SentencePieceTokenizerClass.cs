using Matiz.Formats.SentencePiece;
using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.Patterns;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.SentencePiece;

/// <summary>
/// A class whose vocabulary is a SentencePiece model, and how that is made into a tokenizer, as the reference converts it (transformers
/// 4.45). It leaves a <c>tokenizer.json</c> as it is.
/// </summary>
/// <param name="name">The class's name.</param>
/// <param name="fileName">The file of the SentencePiece model.</param>
internal abstract class SentencePieceTokenizerClass(string name, string fileName) : TokenizerClass(name)
{
    /// <summary>The sign that stands for a space.</summary>
    protected const char Space = '▁';

    /// <summary>The file of the SentencePiece model.</summary>
    public string FileName { get; } = fileName;

    /// <summary>The pieces with their scores, by the ids that the model of the class has.</summary>
    /// <param name="file">The SentencePiece model.</param>
    /// <param name="tokens">The text of a special token, by its name (<see cref="SpecialTokens.Names"/>).</param>
    public virtual IEnumerable<(string Piece, double Score)> Pieces(SentencePieceFile file, Func<string, string> tokens) =>
        file.Pieces.Select(piece => (piece.Text, (double)piece.Score));

    /// <summary>The id of the unknown token.</summary>
    public virtual int UnknownId(SentencePieceFile file) => file.UnknownId;

    /// <summary>What is done to a text before it is split.</summary>
    /// <param name="map">The file's map of characters; null where it has none.</param>
    /// <param name="config">The settings beside it.</param>
    public virtual IEnumerable<Normalizer> Normalizers(PrecompiledNormalizer? map, TokenizerConfig config)
    {
        if (map is not null) yield return map;
        yield return new StripNormalizer(left: false, right: true);
        yield return SpaceRuns("▁");
    }

    /// <summary>How a text is split.</summary>
    public virtual PreTokenizer PreTokenizer(TokenizerConfig config) =>
        new MetaspacePreTokenizer(Space, PrependScheme.Always, splits: true);

    /// <summary>The special tokens around texts; RoBERTa's order here.</summary>
    /// <param name="begin">The token in front, and its id.</param>
    /// <param name="end">The token behind.</param>
    public virtual PostProcessor PostProcessor((string Token, int Id) begin, (string Token, int Id) end)
    {
        var first = TemplatePiece.Special(begin.Id, begin.Token, 0);
        var last = TemplatePiece.Special(end.Id, end.Token, 0);
        return new TemplateProcessing(
            [first, TemplatePiece.Text(0, 0), last],
            [first, TemplatePiece.Text(0, 0), last, last, TemplatePiece.Text(1, 0), last]);
    }

    /// <summary>BERT's order, which has the second text in segment 1.</summary>
    protected static PostProcessor TwoSegments((string Token, int Id) begin, (string Token, int Id) end) => new BertProcessing(begin, end);

    /// <summary>Makes several spaces one text.</summary>
    protected static Normalizer SpaceRuns(string content) =>
        new ReplaceNormalizer(RegexPattern.Make(" {2,}"), content);

    /// <summary>Every token of the class that has a name, with its flags.</summary>
    protected static Dictionary<string, AddedToken> Named(
        string begin, string end, string unknown, string padding, string mask, bool maskTakesSpace) =>
        Specials(unknown, end, padding, begin, mask, bos: begin, eos: end, maskTakesSpace);
}
