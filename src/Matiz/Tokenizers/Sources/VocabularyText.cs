using System.Text;
using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Sources;

/// <summary>
/// <c>vocab.txt</c>, a WordPiece vocabulary (one token a line, its id the line's number from 0), and the config beside it, as the
/// reference converts such a folder.
/// </summary>
internal sealed class VocabularyText : TokenizerSource
{
    private const string FileName = "vocab.txt";

    public override IReadOnlyList<string> Files { get; } = [FileName];

    public override bool Fits(TokenizerClass? tokenizerClass) => tokenizerClass is null or { IsGeneric: true } or BertTokenizerClass;

    public override TokenizerParts Read(TokenizerFiles files, TokenizerConfig config, List<string> notes)
    {
        var family = config.Class as BertTokenizerClass ?? new BertTokenizerClass("BertTokenizer");
        string label = files.Label(FileName);
        var vocabulary = ReadVocabulary(files[FileName], label);
        string unknown = Content("unk_token");
        if (!vocabulary.TryGetId(unknown, out int unknownId))
        {
            throw new TokenizerException(label, $"lacks the unknown token '{unknown}'. Expected it on a line of its own; add it, or name "
                + "another in tokenizer_config.json (unk_token).");
        }

        // Without do_basic_tokenize the vocabulary is converted to a tokenizer that keeps case, accents and ideographs; added tokens are
        // matched by that one, but the fast class then sets the three as they would be with it.
        var converted = config.BasicTokenize
            ? Normalizer(config)
            : new BertNormalizer(cleanText: true, handleChineseChars: false, stripAccents: false, lowercase: false);
        var added = new AddedVocabulary([config.Tokens.ToAdd([], family)], vocabulary, converted, config.SplitSpecialTokens);

        return new TokenizerParts(
            Normalizer(config),
            new BertPreTokenizer(),
            new WordPieceModel(vocabulary, unknownId, "##", 100),
            Template(family, Content("cls_token"), Content("sep_token"), added),
            new WordPieceDecoder("##", cleanup: true),
            added);

        string Content(string name) => (config.Tokens.Named(name) ?? family.Tokens[name]).Content;
    }

    private static BertNormalizer Normalizer(TokenizerConfig config) =>
        new(cleanText: true, config.TokenizeChineseChars, config.StripAccents, config.LowerCase);

    private static TemplateProcessing Template(BertTokenizerClass family, string cls, string sep, AddedVocabulary added)
    {
        var first = TemplatePiece.Special(added.IdOf(cls)!.Value, cls, 0);
        var end = TemplatePiece.Special(added.IdOf(sep)!.Value, sep, 0);
        TemplatePiece[] middle = family.DoubleSeparator ? [end, end] : [end];
        return new TemplateProcessing(
            [first, TemplatePiece.Text(0, 0), end],
            [first, TemplatePiece.Text(0, 0), .. middle, TemplatePiece.Text(1, 1), end with { TypeId = 1 }]);
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
            int end = rest.IndexOfAny((byte)'\n', (byte)'\r');    // as Python reads text: LF, CR LF or CR
            var content = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[end..].StartsWith("\r\n"u8) ? rest[(end + 2)..] : rest[(end + 1)..];
            if (line >= Vocabulary.IdLimit)
            {
                throw new TokenizerException(label, $"has more than {Vocabulary.IdLimit} lines. Expected a vocabulary, one token a line; "
                    + "check the path.");
            }

            try
            {
                ids[strict.GetString(content)] = line++;
            }
            catch (DecoderFallbackException e)
            {
                throw new TokenizerException(label, $"line {line + 1} is not UTF-8. Expected one token a line in UTF-8; "
                    + "fetch the file again.", e);
            }
        }

        return new Vocabulary(ids);
    }
}
