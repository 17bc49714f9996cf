using System.Text.Json;
using Matiz.Tokenizers.Bpe;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.SentencePiece;

namespace Matiz.Tokenizers.Classes;

/// <summary>
/// Every Python class of tokenizers that is known, one line each; another is refused by its name
/// (<see cref="RefusedTokenizerClasses"/> has the reasons of those met with).
/// </summary>
internal static class TokenizerClasses
{
    public static readonly IReadOnlyList<TokenizerClass> All =
    [
        new AlbertTokenizerClass(),
        new BertTokenizerClass("BertTokenizer") { ModelType = "bert" },
        new CamembertTokenizerClass(),
        new BertTokenizerClass("ConvBertTokenizer") { ModelType = "convbert" },
        new DebertaTokenizerClass(),
        new DebertaV2TokenizerClass(),
        new BertTokenizerClass("DistilBertTokenizer") { ModelType = "distilbert", HasTypeIds = false },
        new BertTokenizerClass("ElectraTokenizer") { ModelType = "electra" },
        new HerbertTokenizerClass(),
        new BertTokenizerClass("LayoutLMTokenizer") { ModelType = "layoutlm" },
        new BertTokenizerClass("LxmertTokenizer") { ModelType = "lxmert" },
        new BertTokenizerClass("MobileBertTokenizer") { ModelType = "mobilebert" },
        BertTokenizerClass.MpNet,
        new RobertaTokenizerClass(),
        new BertTokenizerClass("SqueezeBertTokenizer") { ModelType = "squeezebert" },
        new XlmRobertaTokenizerClass(),
        new GenericTokenizerClass("PreTrainedTokenizer"),
        new GenericTokenizerClass("TokenizersBackend"),
    ];

    /// <summary>The class of a name, with or without "Fast".</summary>
    /// <param name="name">As a file has it.</param>
    /// <param name="file">The file, for the message.</param>
    /// <exception cref="TokenizerException">It is not known.</exception>
    public static TokenizerClass Find(string name, string file)
    {
        string plain = name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name;
        if (All.FirstOrDefault(known => string.Equals(known.Name, plain, StringComparison.Ordinal)) is { } found) return found;
        string reason = RefusedTokenizerClasses.All.TryGetValue(plain, out string? refused) ? refused : "is not known here";
        throw new TokenizerException(file, $"tokenizer_class is '{name}', which {reason}; known are "
            + $"{string.Join(", ", All.Select(known => known.Name).Order(StringComparer.Ordinal))}, with or without Fast. "
            + "Use a model whose tokenizer is of one of these classes.");
    }

    /// <summary>
    /// Refuses files that do not tell how texts are split where no class is named and the model's type takes tokenizers of another kind.
    /// </summary>
    /// <typeparam name="T">The kind that is made of the file.</typeparam>
    /// <param name="files">The tokenizer.</param>
    /// <param name="name">The file.</param>
    /// <exception cref="TokenizerException">It does.</exception>
    public static void RequireModelType<T>(TokenizerFiles files, string name)
        where T : TokenizerClass => files.ReadModelConfig<object>(json =>
        {
            if (json.Optional("model_type") is not { Element.ValueKind: JsonValueKind.String } type) return files;
            if (ForModelType(type.AsString()) is T) return files;
            throw new TokenizerException(
                files.Label(name),
                $"does not tell how texts are split, no class is named, and tokenizers of models of the type '{type.AsString()}' "
                + $"(config.json) are not made of it. Expected tokenizer.json, or tokenizer_class in {TokenizerConfig.FileName}; "
                + "fetch the tokenizer of the model.");
        });

    /// <summary>The class that belongs to a <c>model_type</c>; null where none is known.</summary>
    public static TokenizerClass? ForModelType(string modelType) =>
        All.FirstOrDefault(known => string.Equals(known.ModelType, modelType, StringComparison.Ordinal));
}
