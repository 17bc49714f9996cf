using Matiz.Tokenizers.Bpe;
using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.SentencePiece;

namespace Matiz.Tokenizers.Sources;

/// <summary>
/// Every source of a tokenizer, one line each: of several whose files are there, the first counts. It is also the only list of the
/// names of a tokenizer's files.
/// </summary>
internal static class TokenizerSources
{
    public static readonly IReadOnlyList<TokenizerSource> All =
    [
        new TokenizerJson(),
        new VocabularyText(),
        new VocabularyMerges(),
        new SentencePieceSource("sentencepiece.bpe.model"),
        new SentencePieceSource("spiece.model"),
        new SentencePieceSource("spm.model"),
    ];

    // Read beside any source.
    private static readonly string[] Companions = [TokenizerConfig.FileName, "special_tokens_map.json", "added_tokens.json"];

    /// <summary>The files that may make up a tokenizer, all carried along when a model is saved.</summary>
    public static readonly IReadOnlyList<string> FileNames =
        [.. All.SelectMany(source => source.Files).Concat(Companions).Distinct()];

    /// <summary>The sources, for messages: "tokenizer.json or vocab.txt".</summary>
    public static string Names => string.Join(" or ", All);

    /// <summary>The source that counts.</summary>
    /// <exception cref="TokenizerException">There is none, or none for that class.</exception>
    public static TokenizerSource Find(TokenizerFiles files, TokenizerClass? tokenizerClass)
    {
        var complete = All.Where(source => source.Files.All(files.Has)).ToList();
        if (complete.Find(source => source.Fits(tokenizerClass)) is { } found) return found;
        if (complete.Count == 0) throw NothingToRead(files);
        throw new TokenizerException(
            files.Place,
            tokenizerClass is null or { IsGeneric: true }
                ? $"holds {complete[0]}, which does not tell the ids of its pieces, and no class is named. Expected tokenizer_class in "
                    + $"{TokenizerConfig.FileName}, or model_type in config.json; put the model's own files beside it."
                : $"holds {complete[0]}, of which no tokenizer of the class '{tokenizerClass.Name}' is made. "
                    + $"Expected {string.Join(" or ", All.Where(source => source.Fits(tokenizerClass)))}; "
                    + "fetch the tokenizer of the model.");
    }

    /// <summary>
    /// The names left when a file of a source is asked for outright: those of sources that would go before are not looked at.
    /// </summary>
    public static IEnumerable<string> NamesFor(TokenizerSource source) =>
        FileNames.Except(All.TakeWhile(other => other != source).SelectMany(other => other.Files).Except(source.Files));

    private static TokenizerException NothingToRead(TokenizerFiles files) => new(
        files.Place,
        $"holds neither {string.Join(" nor ", All)}{(files.All.Count == 0 ? "" : $", only {string.Join(", ", files.All.Keys)}")}. "
        + "Expected one of them; fetch the tokenizer of the model.");
}
