using Matiz.Files;
using Matiz.Tokenizers;

namespace Matiz.Models.SentenceTransformers;

/// <summary>
/// What a sentence-transformers folder says of its texts beside the tokenizer: where they are cut is honoured, what would change them
/// otherwise is refused by its name.
/// </summary>
internal static class SentenceSettings
{
    /// <summary>The file beside the transformer.</summary>
    public const string FileName = "sentence_bert_config.json";

    private const string LengthKey = "max_seq_length", CaseKey = "do_lower_case";

    // The reference takes the first that is there; the others are of its earlier versions.
    private static readonly string[] FileNames =
    [
        FileName, "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json",
        "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ];

    /// <summary>The tokens at which texts are cut; null where the folder does not say.</summary>
    /// <param name="transformer">The transformer's files.</param>
    /// <param name="tokenizer">Its special tokens must fit.</param>
    /// <exception cref="ModelException">A setting is none that is known here, or a file is damaged.</exception>
    public static int? ReadMaxLength(ModelFiles transformer, Tokenizer tokenizer)
    {
        if (FileNames.Select(name => Read(transformer, name)).FirstOrDefault(found => found is not null) is not { } settings) return null;
        if (settings.GetBoolean(CaseKey, defaultValue: false))
        {
            throw new ModelException(
                settings.Path, $"'{CaseKey}' is true, expected false: texts are lowercased by the tokenizer alone here. "
                + "Set it to false if the tokenizer lowercases them, or take another model.");
        }

        if (!settings.Contains(LengthKey)) return null;
        int length = settings.GetInt32(LengthKey, min: 1), specials = tokenizer.SpecialTokensToAdd(isPair: false);
        return length >= specials ? length : throw new ModelException(
            settings.Path, $"'{LengthKey}' is {length}, but the tokenizer puts {specials} special tokens around each text; "
            + $"expected more than {specials}. Fetch the file again.");
    }

    private static ModelConfig? Read(ModelFiles files, string name) =>
        files.Read(name, "a file of a model", (path, reason) => new ModelException(path, reason)) is { } bytes
            ? ModelConfig.Parse(bytes, files.PathOf(name))
            : null;
}
