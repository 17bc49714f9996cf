using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// RoBERTa's class. It makes the byte-level parts of a <c>tokenizer.json</c> follow <c>add_prefix_space</c> (its default: false) and
/// <c>trim_offsets</c> (true), as the fast class does (transformers 4.45).
/// </summary>
internal sealed class RobertaTokenizerClass : TokenizerClass
{
    public RobertaTokenizerClass()
        : base("RobertaTokenizer")
    {
        ModelType = "roberta";
        HasTypeIds = false;
        Tokens = Specials("<unk>", "</s>", "<pad>", "<s>", "<mask>", bos: "<s>", eos: "</s>", maskLeftStrip: true);
    }

    /// <summary>Whether a text that begins without a space is given one.</summary>
    public static bool AddPrefixSpace(TokenizerConfig config) => config.Flag("add_prefix_space") ?? false;

    /// <summary>Whether spans are without white space.</summary>
    public static bool TrimOffsets(TokenizerConfig config) => config.Flag("trim_offsets") ?? true;

    public override TokenizerParts Apply(TokenizerParts ofFile, TokenizerConfig config, List<string> notes)
    {
        bool addSpace = AddPrefixSpace(config), trim = TrimOffsets(config);
        if (ofFile.PreTokenizer is ByteLevelPreTokenizer { AddPrefixSpace: var before } splitter && before != addSpace)
        {
            notes.Add(Note([Difference("add_prefix_space", addSpace, "add_prefix_space", before)]));
            ofFile = ofFile with { PreTokenizer = splitter.WithPrefixSpace(addSpace) };
        }

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
