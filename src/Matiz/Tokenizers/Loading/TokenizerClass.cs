namespace Matiz.Tokenizers.Loading;

/// <summary>
/// A Python class of tokenizers (its name without "Fast"): what it does beside the files. A class of BERT's kind adds its special tokens,
/// and makes the BERT normalizer follow the config (see <see cref="NormalizerOverride"/>); the generic class takes the files as they are.
/// </summary>
internal sealed record TokenizerClass(string Name)
{
    private static readonly string[] GenericNames = ["PreTrainedTokenizer", "TokenizersBackend"];

    private static readonly TokenizerClass[] Known =
    [
        OfBert("BertTokenizer"),
        OfBert("ConvBertTokenizer"),
        OfBert("DistilBertTokenizer") with { HasTypeIds = false },
        OfBert("ElectraTokenizer"),
        OfBert("LayoutLMTokenizer"),
        OfBert("LxmertTokenizer"),
        OfBert("MobileBertTokenizer"),
        new("MPNetTokenizer")
        {
            FollowsConfig = true,
            HasTypeIds = false,
            DoubleSeparator = true,
            Tokens = Specials("[UNK]", "</s>", "<pad>", "<s>", "<mask>", bos: "<s>", eos: "</s>", maskLeftStrip: true),
        },
        OfBert("SqueezeBertTokenizer"),
        .. GenericNames.Select(name => new TokenizerClass(name)),
    ];

    // The class that the reference takes for a model_type where none is named.
    private static readonly Dictionary<string, string> OfModelType = new(StringComparer.Ordinal)
    {
        ["bert"] = "BertTokenizer",
        ["convbert"] = "ConvBertTokenizer",
        ["distilbert"] = "DistilBertTokenizer",
        ["electra"] = "ElectraTokenizer",
        ["layoutlm"] = "LayoutLMTokenizer",
        ["lxmert"] = "LxmertTokenizer",
        ["mobilebert"] = "MobileBertTokenizer",
        ["mpnet"] = "MPNetTokenizer",
        ["squeezebert"] = "SqueezeBertTokenizer",
    };

    /// <summary>What a vocabulary alone is taken for, where nothing names a class.</summary>
    public static TokenizerClass Bert => Known[0];

    /// <summary>Whether the class leaves everything to the files.</summary>
    public bool IsGeneric => GenericNames.Contains(Name, StringComparer.Ordinal);

    /// <summary>Whether the BERT normalizer of tokenizer.json follows <c>do_lower_case</c> and <c>strip_accents</c>.</summary>
    public bool FollowsConfig { get; private init; }

    /// <summary>Whether it follows <c>tokenize_chinese_chars</c> as well.</summary>
    public bool FollowsChinese { get; private init; }

    /// <summary>Whether <c>token_type_ids</c> are given to the model, unless <c>model_input_names</c> says otherwise.</summary>
    public bool HasTypeIds { get; private init; } = true;

    /// <summary>Whether two separators stand between the texts of a pair.</summary>
    public bool DoubleSeparator { get; private init; }

    /// <summary>The special tokens that the class has by itself, by the names of <see cref="SpecialTokens.Names"/>.</summary>
    public IReadOnlyDictionary<string, AddedTokens.AddedToken> Tokens { get; private init; } = new Dictionary<string, AddedTokens.AddedToken>();

    /// <summary>The class of a name, with or without "Fast".</summary>
    /// <param name="name">As a file has it.</param>
    /// <param name="file">The file, for the message.</param>
    /// <exception cref="TokenizerException">It is not known.</exception>
    public static TokenizerClass Find(string name, string file)
    {
        string plain = name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name;
        return Array.Find(Known, known => string.Equals(known.Name, plain, StringComparison.Ordinal))
            ?? throw new TokenizerException(file, $"tokenizer_class is '{name}', which is not known here; known are "
                + $"{string.Join(", ", Known.Select(known => known.Name).Order(StringComparer.Ordinal))}, with or without Fast. "
                + "Use a model whose tokenizer is of one of these classes.");
    }

    /// <summary>The class that belongs to a <c>model_type</c>; null where none is known.</summary>
    public static TokenizerClass? OfModel(string modelType) =>
        OfModelType.TryGetValue(modelType, out string? name) ? Array.Find(Known, known => string.Equals(known.Name, name, StringComparison.Ordinal)) : null;

    private static TokenizerClass OfBert(string name) => new(name)
    {
        FollowsConfig = true,
        FollowsChinese = true,
        Tokens = Specials("[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"),
    };

    private static Dictionary<string, AddedTokens.AddedToken> Specials(
        string unk, string sep, string pad, string cls, string mask, string? bos = null, string? eos = null, bool maskLeftStrip = false)
    {
        var tokens = new Dictionary<string, AddedTokens.AddedToken>(StringComparer.Ordinal)
        {
            ["unk_token"] = AddedTokens.AddedToken.SpecialOf(unk),
            ["sep_token"] = AddedTokens.AddedToken.SpecialOf(sep),
            ["pad_token"] = AddedTokens.AddedToken.SpecialOf(pad),
            ["cls_token"] = AddedTokens.AddedToken.SpecialOf(cls),
            ["mask_token"] = AddedTokens.AddedToken.SpecialOf(mask) with { LeftStrip = maskLeftStrip },
        };
        if (bos is not null) tokens["bos_token"] = AddedTokens.AddedToken.SpecialOf(bos);
        if (eos is not null) tokens["eos_token"] = AddedTokens.AddedToken.SpecialOf(eos);
        return tokens;
    }
}
