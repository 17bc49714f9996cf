using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Bpe;

/// <summary>A class whose vocabulary is <c>vocab.json</c> with <c>merges.txt</c>: what is around them where nothing else says.</summary>
/// <param name="name">The class's name.</param>
internal abstract class MergesTokenizerClass(string name) : TokenizerClass(name)
{
    /// <summary>What is done to a text before it is split.</summary>
    public virtual Normalizer? Normalizer => null;

    /// <summary>How a text is split.</summary>
    public abstract PreTokenizer PreTokenizer(TokenizerConfig config);

    /// <summary>The settings of the model.</summary>
    public virtual BpeOptions Options(Vocabulary vocabulary, string unknownToken) => new();

    /// <summary>The special tokens around texts.</summary>
    public abstract PostProcessor PostProcessor((string Token, int Id) cls, (string Token, int Id) sep, TokenizerConfig config);

    /// <summary>From tokens to text.</summary>
    public abstract Decoder Decoder { get; }
}
