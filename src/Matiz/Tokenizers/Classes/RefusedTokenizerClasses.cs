namespace Matiz.Tokenizers.Classes;

/// <summary>Python classes that models of known architectures name and that are not read, one line each, with the reason.</summary>
internal static class RefusedTokenizerClasses
{
    private const string Words = "splits words by a program of others", Slow = "exists in Python alone, with rules of its own";

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["BartphoTokenizer"] = Slow,
        ["BasicTokenizer"] = "is no tokenizer of a model",
        ["BertJapaneseTokenizer"] = Words + " (MeCab, Sudachi or Juman++)",
        ["BertweetTokenizer"] = Slow + " for tweets and their emoji",
        ["BigBirdTokenizer"] = "belongs to BigBird, an architecture that is not known here",
        ["ByT5Tokenizer"] = "reads bytes and has no vocabulary",
        ["CanineTokenizer"] = "reads characters and has no vocabulary",
        ["CpmTokenizer"] = Words + " (jieba)",
        ["ErnieMTokenizer"] = Slow,
        ["FlaubertTokenizer"] = Words + " (Moses)",
        ["LukeTokenizer"] = "takes entities beside the text",
        ["MLukeTokenizer"] = "takes entities beside the text",
        ["PhobertTokenizer"] = "takes words that a program of others has split (VnCoreNLP)",
        ["RoCBertTokenizer"] = "takes shapes and sounds of characters beside the text",
        ["RoFormerTokenizer"] = Words + " (jieba)",
        ["TapasTokenizer"] = "takes tables",
        ["XLMTokenizer"] = Words + " (Moses)",
    };
}
