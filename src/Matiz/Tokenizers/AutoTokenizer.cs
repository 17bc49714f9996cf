using Matiz.Files;
using Matiz.Tokenizers.Sources;

namespace Matiz.Tokenizers;

/// <summary>Opens the tokenizer of a model folder, whatever its kind (reference: transformers.AutoTokenizer).</summary>
public static class AutoTokenizer
{
    /// <summary>
    /// The tokenizer of <paramref name="folder"/>: from <c>tokenizer.json</c>, else from its vocabulary files, with the settings beside
    /// them.
    /// </summary>
    /// <exception cref="TokenizerException">The folder is missing, or its tokenizer is missing, damaged or of an unknown kind.</exception>
    public static Tokenizer FromPretrained(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return FromPretrained(ModelFiles.InFolder(folder));
    }

    /// <summary>The tokenizer among a model's files, as of a folder.</summary>
    /// <exception cref="TokenizerException">The folder is missing, or its tokenizer is missing, damaged or of an unknown kind.</exception>
    public static Tokenizer FromPretrained(ModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.IsThere) return Tokenizer.Load(files);
        throw new TokenizerException(files.Path, $"the folder does not exist. Expected a model folder with {TokenizerSources.Names} "
            + "and tokenizer_config.json; check the path.");
    }
}
