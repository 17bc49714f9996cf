using System.Text;
using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Sources;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// <c>vocab.json</c> (tokens and their ids) with <c>merges.txt</c> (two tokens a line, the first merge first) and the config beside them,
/// made into the named class's tokenizer, RoBERTa's where none is named, as the reference converts such a folder.
/// </summary>
internal sealed class VocabularyMerges : TokenizerSource
{
    private const string VocabularyName = "vocab.json", MergesName = "merges.txt";

    public override IReadOnlyList<string> Files { get; } = [VocabularyName, MergesName];

    public override bool Fits(TokenizerClass? tokenizerClass) => tokenizerClass is null or { IsGeneric: true } or MergesTokenizerClass;

    public override TokenizerParts Read(TokenizerFiles files, TokenizerConfig config, List<string> notes)
    {
        if (config.Class is not MergesTokenizerClass) TokenizerClasses.RequireModelType<MergesTokenizerClass>(files, VocabularyName);
        var family = config.Class as MergesTokenizerClass ?? new RobertaTokenizerClass();
        var vocabulary = files.ReadJson(VocabularyName, VocabularyReader.Read)!;
        string label = files.Label(MergesName);
        var (pairs, lines) = ReadMerges(files[MergesName], label);
        var merges = new MergeTable(pairs, vocabulary, prefixLength: 0, (rank, token) => new TokenizerException(
            label, $"line {lines[rank]} needs the token '{token}', which {VocabularyName} lacks. "
                + "Expected both of one model; fetch them again."));
        var added = new AddedVocabulary([config.Tokens.ToAdd([], family)], vocabulary, family.Normalizer, config.SplitSpecialTokens);
        return new TokenizerParts(
            family.Normalizer,
            family.PreTokenizer(config),
            new BpeModel(vocabulary, merges, family.Options(vocabulary, Content("unk_token"))),
            family.PostProcessor(Special("cls_token"), Special("sep_token"), config),
            family.Decoder,
            added);

        string Content(string name) => (config.Tokens.Named(name) ?? family.Tokens[name]).Content;

        // Without a class these files could be of another family: its own special tokens tell.
        (string Token, int Id) Special(string name)
        {
            string token = Content(name);
            if (config.Class is MergesTokenizerClass || vocabulary.TryGetId(token, out _)) return (token, added.IdOf(token)!.Value);
            throw new TokenizerException(files.Label(VocabularyName), $"lacks the token '{token}' of RoBERTa's kind, and no class is "
                + $"named. Expected it; name tokenizer_class, or {name}, in {TokenizerConfig.FileName}.");
        }
    }

    private static (List<(string Left, string Right)> Pairs, List<int> Lines) ReadMerges(byte[] bytes, string label)
    {
        var pairs = new List<(string Left, string Right)>();
        var lines = new List<int>();
        int number = 0;
        foreach (string text in ReadText(bytes, label).Split('\n'))
        {
            number++;
            string line = text.TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal)) continue;
            string[] parts = line.Split(' ');
            if (parts.Length != 2)
            {
                throw new TokenizerException(label, $"line {number} is '{line}'. Expected two tokens with a space between them; "
                    + "fetch the file again.");
            }

            pairs.Add((parts[0], parts[1]));
            lines.Add(number);
        }

        return (pairs, lines);
    }

    private static string ReadText(byte[] bytes, string label)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw new TokenizerException(label, "is not UTF-8. Expected one merge a line in UTF-8; fetch the file again.", exception);
        }
    }
}
