using Matiz.Tokenizers.Bpe;
using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// Every component that a <c>tokenizer.json</c> may name, one line each: the <c>type</c> of the file and what reads it. A new one is
/// a class in its folder and a line here.
/// </summary>
internal static class KnownComponents
{
    public static readonly ComponentList<Normalizer> Normalizers = new("normalizer")
    {
        { "BertNormalizer", BertNormalizer.Read },
        { "ByteLevel", _ => new ByteLevelNormalizer() },
        { "Lowercase", _ => new LowercaseNormalizer() },
        { "NFC", _ => new NfcNormalizer() },
        { "NFD", _ => new NfdNormalizer() },
        { "NFKC", _ => new NfkcNormalizer() },
        { "NFKD", _ => new NfkdNormalizer() },
        { "Nmt", _ => new NmtNormalizer() },
        { "Precompiled", PrecompiledNormalizer.Read },
        { "Prepend", PrependNormalizer.Read },
        { "Replace", ReplaceNormalizer.Read },
        { "Sequence", json => new SequenceNormalizer(ReadAll(Normalizers!, json.Required("normalizers"))) },
        { "Strip", StripNormalizer.Read },
        { "StripAccents", _ => new StripAccentsNormalizer() },
    };

    public static readonly ComponentList<PreTokenizer> PreTokenizers = new("pre-tokenizer")
    {
        { "BertPreTokenizer", _ => new BertPreTokenizer() },
        { "ByteLevel", ByteLevelPreTokenizer.Read },
        { "CharDelimiterSplit", CharDelimiterSplitPreTokenizer.Read },
        { "Delimiter", CharDelimiterSplitPreTokenizer.Read },
        { "Digits", DigitsPreTokenizer.Read },
        { "FixedLength", FixedLengthPreTokenizer.Read },
        { "Metaspace", MetaspacePreTokenizer.Read },
        { "Punctuation", PunctuationPreTokenizer.Read },
        { "Sequence", json => new SequencePreTokenizer(ReadAll(PreTokenizers!, json.Required("pretokenizers"))) },
        { "Split", SplitPreTokenizer.Read },
        { "UnicodeScripts", _ => new UnicodeScriptsPreTokenizer() },
        { "Whitespace", _ => new WhitespacePreTokenizer() },
        { "WhitespaceSplit", _ => new WhitespaceSplitPreTokenizer() },
    };

    public static readonly ComponentList<TokenModel> Models = new("model")
    {
        { "BPE", BpeModel.Read },
        { "Unigram", UnigramModel.Read },
        { "WordLevel", WordLevelModel.Read },
        { "WordPiece", WordPieceModel.Read },
    };

    public static readonly ComponentList<PostProcessor> PostProcessors = new("post-processor")
    {
        { "BertProcessing", BertProcessing.Read },
        { "ByteLevel", ByteLevelProcessing.Read },
        { "RobertaProcessing", RobertaProcessing.Read },
        { "Sequence", json => SequenceProcessing.Read(ReadAll(PostProcessors!, json.Required("processors")), json) },
        { "TemplateProcessing", TemplateProcessing.Read },
    };

    public static readonly ComponentList<Decoder> Decoders = new("decoder")
    {
        { "BPEDecoder", BpeDecoder.Read },
        { "ByteFallback", _ => new ByteFallbackDecoder() },
        { "ByteLevel", _ => new ByteLevelDecoder() },
        { "CTC", CtcDecoder.Read },
        { "Fuse", _ => new FuseDecoder() },
        { "Metaspace", MetaspaceDecoder.Read },
        { "Replace", ReplaceDecoder.Read },
        { "Sequence", json => new SequenceDecoder(ReadAll(Decoders!, json.Required("decoders"))) },
        { "Strip", StripDecoder.Read },
        { "WordPiece", WordPieceDecoder.Read },
    };

    private static List<T> ReadAll<T>(ComponentList<T> list, JsonCursor json)
        where T : class => [.. json.AsArray().Select(list.Read)];
}
