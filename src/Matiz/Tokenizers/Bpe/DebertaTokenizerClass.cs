using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.PostProcessors;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// The class of DeBERTa's first version: RoBERTa's byte-level vocabulary, BERT's special tokens and segments. It makes the pre-tokenizer of
/// a <c>tokenizer.json</c> follow <c>add_prefix_space</c> (its default: false), and nothing else.
/// </summary>
internal sealed class DebertaTokenizerClass : ByteLevelTokenizerClass
{
    public DebertaTokenizerClass()
        : base("DebertaTokenizer")
    {
        ModelType = "deberta";
        Tokens = Specials("[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]", bos: "[CLS]", eos: "[SEP]", maskLeftStrip: true);
    }

    public override PostProcessor PostProcessor((string Token, int Id) cls, (string Token, int Id) sep, TokenizerConfig config) =>
        new BertProcessing(cls, sep);
}
