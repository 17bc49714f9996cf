using Matiz.Tokenizers.Bpe;

namespace Matiz.Tokenizers.Classes;

/// <summary>Every Python class of tokenizers that is known, one line each; another is refused by its name.</summary>
internal static class TokenizerClasses
{
    public static readonly IReadOnlyList<TokenizerClass> All =
    [
        new BertTokenizerClass("BertTokenizer") { ModelType = "bert" },
        new BertTokenizerClass("ConvBertTokenizer") { ModelType = "convbert" },
        new BertTokenizerClass("DistilBertTokenizer") { ModelType = "distilbert", HasTypeIds = false },
        new BertTokenizerClass("ElectraTokenizer") { ModelType = "electra" },
        new BertTokenizerClass("LayoutLMTokenizer") { ModelType = "layoutlm" },
        new BertTokenizerClass("LxmertTokenizer") { ModelType = "lxmert" },
        new BertTokenizerClass("MobileBertTokenizer") { ModelType = "mobilebert" },
        BertTokenizerClass.MpNet,
        new RobertaTokenizerClass(),
        new BertTokenizerClass("SqueezeBertTokenizer") { ModelType = "squeezebert" },
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
        return All.FirstOrDefault(known => string.Equals(known.Name, plain, StringComparison.Ordinal))
            ?? throw new TokenizerException(file, $"tokenizer_class is '{name}', which is not known here; known are "
                + $"{string.Join(", ", All.Select(known => known.Name).Order(StringComparer.Ordinal))}, with or without Fast. "
                + "Use a model whose tokenizer is of one of these classes.");
    }

    /// <summary>The class that belongs to a <c>model_type</c>; null where none is known.</summary>
    public static TokenizerClass? ForModelType(string modelType) =>
        All.FirstOrDefault(known => string.Equals(known.ModelType, modelType, StringComparison.Ordinal));
}
