using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.PostProcessors;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// RoBERTa's class. It makes the byte-level parts of a <c>tokenizer.json</c> follow <c>add_prefix_space</c> (its default: false) and
/// <c>trim_offsets</c> (true), as the fast class does (transformers 4.45).
/// </summary>
internal sealed class RobertaTokenizerClass : ByteLevelTokenizerClass
{
    public RobertaTokenizerClass()
        : base("RobertaTokenizer")
    {
        ModelType = "roberta";
        HasTypeIds = false;
        Tokens = Specials("<unk>", "</s>", "<pad>", "<s>", "<mask>", bos: "<s>", eos: "</s>", maskLeftStrip: true);
    }

    /// <summary>Whether spans are without white space.</summary>
    public static bool TrimOffsets(TokenizerConfig config) => config.Flag("trim_offsets") ?? true;

    public override PostProcessor PostProcessor((string Token, int Id) cls, (string Token, int Id) sep, TokenizerConfig config) =>
        new RobertaProcessing(cls, sep, TrimOffsets(config), AddPrefixSpace(config));

    public override TokenizerParts Apply(TokenizerParts ofFile, TokenizerConfig config, List<string> notes)
    {
        bool addSpace = AddPrefixSpace(config), trim = TrimOffsets(config);
        ofFile = base.Apply(ofFile, config, notes);
        return ofFile with
        {
            PostProcessor = ofFile.PostProcessor switch
            {
                RobertaProcessing roberta => roberta.With(trim, addSpace),
                ByteLevelProcessing => new ByteLevelProcessing(trim, addSpace),
                var other => other,
            },
        };
    }
}
