using System.Text;
using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// Builds a WordPiece tokenizer from <c>vocab.txt</c> (one token a line, its id the line's number from 0) and the config beside it,
/// as the reference converts such a folder.
/// </summary>
internal static class VocabularyText
{
    private static readonly Family Bert = new("[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", DoubleSeparator: false, MaskLeftStrip: false);
    private static readonly Family MpNet = new("<s>", "</s>", "[UNK]", "<pad>", "<mask>", DoubleSeparator: true, MaskLeftStrip: true);

    /// <summary>The Python classes whose vocabulary is a <c>vocab.txt</c>, without the suffix "Fast".</summary>
    private static readonly Dictionary<string, Family> Families = new(StringComparer.Ordinal)
    {
        ["BertTokenizer"] = Bert,
        ["DistilBertTokenizer"] = Bert,
        ["ElectraTokenizer"] = Bert,
        ["MPNetTokenizer"] = MpNet,
        ["MobileBertTokenizer"] = Bert,
        ["PreTrainedTokenizer"] = Bert,
        ["TokenizersBackend"] = Bert,
    };

    private sealed record Family(string Cls, string Sep, string Unk, string Pad, string Mask, bool DoubleSeparator, bool MaskLeftStrip);

    public static TokenizerParts Read(TokenizerFiles files, TokenizerConfig config)
    {
        var family = FindFamily(files, config);
        string label = files.Label("vocab.txt");
        var vocabulary = ReadVocabulary(files["vocab.txt"], label);
        var named = new Dictionary<string, AddedToken>(StringComparer.Ordinal)
        {
            ["unk_token"] = AddedToken.SpecialOf(family.Unk),
            ["sep_token"] = AddedToken.SpecialOf(family.Sep),
            ["pad_token"] = AddedToken.SpecialOf(family.Pad),
            ["cls_token"] = AddedToken.SpecialOf(family.Cls),
            ["mask_token"] = AddedToken.SpecialOf(family.Mask) with { LeftStrip = family.MaskLeftStrip },
        };
        foreach (var (name, token) in config.Named) named[name] = token;

        string unknown = named["unk_token"].Content;
        if (!vocabulary.TryGetId(unknown, out int unknownId))
        {
            throw new TokenizerException(label, $"lacks the unknown token '{unknown}'. Expected it on a line of its own; add it, or name "
                + "another in tokenizer_config.json (unk_token).");
        }

        bool lowercase = config.BasicTokenize && (config.LowerCase ?? true);
        var normalizer = new BertNormalizer(
            cleanText: true,
            handleChineseChars: config.BasicTokenize && config.TokenizeChineseChars,
            stripAccents: config.BasicTokenize ? config.StripAccents : false,
            lowercase);
        var specials = TokenizerConfig.TokenNames.Where(named.ContainsKey).Select(name => named[name]).Concat(config.Additional);
        var known = config.Added.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        var added = new AddedVocabulary(
            [.. config.Added, .. specials.Where(token => known.Add(token.Content))], vocabulary, normalizer);

        return new TokenizerParts(
            normalizer,
            new BertPreTokenizer(),
            new WordPieceModel(vocabulary, unknownId, "##", 100),
            Template(family, named["cls_token"].Content, named["sep_token"].Content, added),
            new WordPieceDecoder("##", cleanup: true),
            added);
    }

    private static TemplateProcessing Template(Family family, string cls, string sep, AddedVocabulary added)
    {
        var first = TemplatePiece.Special(added.IdOf(cls)!.Value, cls, 0);
        var end = TemplatePiece.Special(added.IdOf(sep)!.Value, sep, 0);
        TemplatePiece[] middle = family.DoubleSeparator ? [end, end] : [end];
        return new TemplateProcessing(
            [first, TemplatePiece.Text(0, 0), end],
            [first, TemplatePiece.Text(0, 0), .. middle, TemplatePiece.Text(1, 1), end with { TypeId = 1 }]);
    }

    private static Family FindFamily(TokenizerFiles files, TokenizerConfig config)
    {
        string name = config.TokenizerClass ?? "BertTokenizer";
        string plain = name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : name;
        return Families.TryGetValue(plain, out var family)
            ? family
            : throw new TokenizerException(files.Label("tokenizer_config.json"), $"tokenizer_class is '{name}', which is not known to be built "
                + $"from a vocab.txt; known are {string.Join(", ", Families.Keys.Order(StringComparer.Ordinal))}. Provide a tokenizer.json.");
    }

    private static Vocabulary ReadVocabulary(byte[] bytes, string label)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        ReadOnlySpan<byte> rest = bytes;
        if (rest.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) rest = rest[3..];
        int line = 0;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            var content = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (content.EndsWith("\r"u8)) content = content[..^1];
            if (line >= Vocabulary.IdLimit)
            {
                throw new TokenizerException(label, $"has more than {Vocabulary.IdLimit} lines. Expected a vocabulary, one token a line; check the path.");
            }

            try
            {
                ids[strict.GetString(content)] = line++;
            }
            catch (DecoderFallbackException e)
            {
                throw new TokenizerException(label, $"line {line + 1} is not UTF-8. Expected one token a line in UTF-8; fetch the file again.", e);
            }
        }

        return new Vocabulary(ids);
    }
}
