using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Normalizers;

namespace Matiz.Tokenizers.Classes;

/// <summary>
/// A class of BERT's kind. It makes the BERT normalizer of a <c>tokenizer.json</c> follow the config, as the fast classes do
/// (transformers 4.45): they compare case, accents and ideographs with their settings, whose defaults count where the config is silent,
/// and build the normalizer again where one differs; <c>clean_text</c> stays the file's. Normalizers of another kind are left alone.
/// </summary>
internal sealed class BertTokenizerClass : TokenizerClass
{
    public BertTokenizerClass(string name)
        : base(name) => Tokens = Specials("[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]");

    /// <summary>MPNet has special tokens of its own, two separators between texts, and leaves ideographs to the file.</summary>
    public static BertTokenizerClass MpNet => new("MPNetTokenizer")
    {
        ModelType = "mpnet",
        HasTypeIds = false,
        FollowsChinese = false,
        DoubleSeparator = true,
        Tokens = Specials("[UNK]", "</s>", "<pad>", "<s>", "<mask>", bos: "<s>", eos: "</s>", maskLeftStrip: true),
    };

    /// <summary>Whether the normalizer follows <c>tokenize_chinese_chars</c> as well.</summary>
    public bool FollowsChinese { get; private init; } = true;

    /// <summary>Whether two separators stand between the texts of a pair.</summary>
    public bool DoubleSeparator { get; private init; }

    public override TokenizerParts Apply(TokenizerParts ofFile, TokenizerConfig config, List<string> notes)
    {
        if (ofFile.Normalizer is not BertNormalizer file) return ofFile;
        var wanted = new BertNormalizer(
            file.CleanText,
            FollowsChinese ? config.TokenizeChineseChars : file.HandleChineseChars,
            config.StripAccents,
            config.LowerCase);
        List<string> differences = [];
        Compare("do_lower_case", wanted.Lowercase, "lowercase", file.Lowercase);
        Compare("strip_accents", wanted.StripAccents, "strip_accents", file.StripAccents);
        Compare("tokenize_chinese_chars", wanted.HandleChineseChars, "handle_chinese_chars", file.HandleChineseChars);
        if (differences.Count == 0) return ofFile;
        notes.Add(Note(differences));
        return ofFile with { Normalizer = wanted };

        void Compare(string setting, bool value, string key, bool fileValue)
        {
            if (value != fileValue) differences.Add(Difference(setting, value, key, fileValue));
        }
    }
}
