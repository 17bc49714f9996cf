using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// HerBERT's class, a BERT with merges whose words end in a mark. As the fast class it splits as BERT does, without Moses, which only the
/// slow one asks.
/// </summary>
internal sealed class HerbertTokenizerClass : MergesTokenizerClass
{
    private const string Suffix = "</w>";

    public HerbertTokenizerClass()
        : base("HerbertTokenizer") => Tokens = Specials("<unk>", "</s>", "<pad>", "<s>", "<mask>");

    public override Normalizer Normalizer =>
        new BertNormalizer(cleanText: true, handleChineseChars: true, stripAccents: false, lowercase: false);

    public override Decoder Decoder => new BpeDecoder(Suffix);

    public override PreTokenizer PreTokenizer(TokenizerConfig config) => new BertPreTokenizer();

    public override BpeOptions Options(Vocabulary vocabulary, string unknownToken) => new()
    {
        UnknownTokenId = vocabulary.TryGetId(unknownToken, out int id) ? id : null,
        EndSuffix = Suffix,
    };

    public override PostProcessor PostProcessor((string Token, int Id) cls, (string Token, int Id) sep, TokenizerConfig config) =>
        new BertProcessing(cls, sep);
}
