using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// A class with a byte-level vocabulary. It makes the pre-tokenizer of a <c>tokenizer.json</c> follow <c>add_prefix_space</c> (its default:
/// false), as the fast classes do (transformers 4.45).
/// </summary>
/// <param name="name">The class's name.</param>
internal abstract class ByteLevelTokenizerClass(string name) : MergesTokenizerClass(name)
{
    public override Decoder Decoder => new ByteLevelDecoder();

    public override PreTokenizer PreTokenizer(TokenizerConfig config) => new ByteLevelPreTokenizer(AddPrefixSpace(config), splits: true);

    public override TokenizerParts Apply(TokenizerParts ofFile, TokenizerConfig config, List<string> notes)
    {
        bool addSpace = AddPrefixSpace(config);
        if (ofFile.PreTokenizer is not ByteLevelPreTokenizer { AddPrefixSpace: var before } splitter || before == addSpace) return ofFile;
        notes.Add(Note([Difference("add_prefix_space", addSpace, "add_prefix_space", before)]));
        return ofFile with { PreTokenizer = splitter.WithPrefixSpace(addSpace) };
    }

    /// <summary>Whether a text that begins without a space is given one.</summary>
    protected static bool AddPrefixSpace(TokenizerConfig config) => config.Flag("add_prefix_space") ?? false;
}
