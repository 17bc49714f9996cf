using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.SentencePiece;

/// <summary>
/// The class of DeBERTa's second and third version. It follows <c>do_lower_case</c> and <c>split_by_punct</c>, whose defaults are false.
/// </summary>
internal sealed class DebertaV2TokenizerClass : SentencePieceTokenizerClass
{
    public DebertaV2TokenizerClass()
        : base("DebertaV2Tokenizer", "spm.model")
    {
        ModelType = "deberta-v2";
        var named = Named("[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", maskTakesSpace: false);
        named["unk_token"] = named["unk_token"] with { Normalized = true };
        Tokens = named;
    }

    public override IEnumerable<Normalizer> Normalizers(PrecompiledNormalizer? map, TokenizerConfig config)
    {
        if (config.Flag("do_lower_case") ?? false) yield return new LowercaseNormalizer();
        yield return new StripNormalizer(left: true, right: true);
        if (map is not null) yield return map;
        yield return SpaceRuns(" ");
    }

    public override PreTokenizer PreTokenizer(TokenizerConfig config) => config.Flag("split_by_punct") ?? false
        ? new SequencePreTokenizer([new PunctuationPreTokenizer(SplitBehavior.Isolated), base.PreTokenizer(config)])
        : base.PreTokenizer(config);

    public override PostProcessor PostProcessor((string Token, int Id) begin, (string Token, int Id) end) => TwoSegments(begin, end);
}
