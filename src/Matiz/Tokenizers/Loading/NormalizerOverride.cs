using Matiz.Tokenizers.Normalizers;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// Makes the BERT normalizer of a <c>tokenizer.json</c> follow the config, as the fast classes of BERT's kind do (transformers 4.45): they
/// compare case, accents and ideographs with their settings, whose defaults count where the config is silent, and build the normalizer
/// again where one differs; <c>clean_text</c> stays the file's. Normalizers of another kind are left alone.
/// </summary>
internal static class NormalizerOverride
{
    /// <summary>The normalizer that counts.</summary>
    /// <param name="ofFile">What tokenizer.json says.</param>
    /// <param name="config">The settings beside it.</param>
    /// <param name="notes">Told when texts are normalized otherwise than tokenizer.json says.</param>
    public static Normalizer? Apply(Normalizer? ofFile, TokenizerConfig config, List<string> notes)
    {
        if (config.Class is not { FollowsConfig: true } tokenizerClass || ofFile is not BertNormalizer file) return ofFile;
        var wanted = new BertNormalizer(
            file.CleanText,
            tokenizerClass.FollowsChinese ? config.TokenizeChineseChars : file.HandleChineseChars,
            config.StripAccents,
            config.LowerCase);
        List<string> differences = [];
        Compare("do_lower_case", wanted.Lowercase, "lowercase", file.Lowercase);
        Compare("strip_accents", wanted.StripAccents, "strip_accents", file.StripAccents);
        Compare("tokenize_chinese_chars", wanted.HandleChineseChars, "handle_chinese_chars", file.HandleChineseChars);
        if (differences.Count == 0) return file;
        notes.Add($"{string.Join(", ", differences)}: {tokenizerClass.Name}Fast goes by {TokenizerConfig.FileName}, or its own default where that is silent.");
        return wanted;

        void Compare(string setting, bool value, string key, bool fileValue)
        {
            if (value != fileValue) differences.Add($"{setting} {(value ? "true" : "false")} goes before {key} {(fileValue ? "true" : "false")} of tokenizer.json");
        }
    }
}
