namespace Matiz.Tokenizers;

/// <summary>Opens the tokenizer of a model folder, whatever its kind (reference: transformers.AutoTokenizer).</summary>
public static class AutoTokenizer
{
    /// <summary>The tokenizer of <paramref name="folder"/>: from <c>tokenizer.json</c>, else from its vocabulary files, with the settings beside them.</summary>
    /// <exception cref="TokenizerException">The folder is missing, or its tokenizer is missing, damaged or of an unknown kind.</exception>
    public static Tokenizer FromPretrained(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new TokenizerException(folder, "the folder does not exist. Expected a model folder with tokenizer.json, or vocab.txt and "
                + "tokenizer_config.json; check the path.");
        }

        return Tokenizer.Load(folder);
    }
}
