using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Sources;

/// <summary>A way in which files describe a tokenizer; <see cref="TokenizerSources"/> lists them.</summary>
internal abstract class TokenizerSource
{
    /// <summary>The files that it needs, all of them.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>Whether a class of tokenizers is built from these files; null is none that is named.</summary>
    public virtual bool Fits(TokenizerClass? tokenizerClass) => true;

    /// <summary>Reads the tokenizer.</summary>
    /// <param name="files">Its files, of which those needed are there.</param>
    /// <param name="config">The settings beside them.</param>
    /// <param name="notes">Told when texts are tokenized otherwise than the files say.</param>
    /// <exception cref="TokenizerException">A file is damaged or asks for what is not known.</exception>
    public abstract TokenizerParts Read(TokenizerFiles files, TokenizerConfig config, List<string> notes);

    /// <summary>The files, for messages.</summary>
    public override string ToString() => string.Join(" with ", Files);
}
