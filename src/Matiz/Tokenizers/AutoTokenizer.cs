using Matiz.Files;
using Matiz.Hub;
using Matiz.Tokenizers.Sources;

namespace Matiz.Tokenizers;

/// <summary>Opens the tokenizer of a model folder, whatever its kind (reference: transformers.AutoTokenizer).</summary>
public static class AutoTokenizer
{
    /// <summary>
    /// The tokenizer of a folder or of an id of the Hub: from <c>tokenizer.json</c>, else from its vocabulary files, with the settings
    /// beside them. Of an id no weights are fetched.
    /// </summary>
    /// <param name="nameOrPath">A folder, or an id such as <c>user/emotion</c> (<see cref="HubModels"/>).</param>
    /// <param name="revision">A branch, a tag or a commit of an id; null: the pinned commit, else <c>main</c>. A folder has none.</param>
    /// <exception cref="TokenizerException">The folder is missing, or its tokenizer is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static Tokenizer FromPretrained(string nameOrPath, string? revision = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        return FromPretrained(HubModels.Open(nameOrPath, revision, HubSelection.Tokenizer));
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
