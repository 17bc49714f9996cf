using Matiz.Formats.SentencePiece;
using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PreTokenizers;
using Matiz.Tokenizers.Sources;

namespace Matiz.Tokenizers.SentencePiece;

/// <summary>
/// A SentencePiece model of the Unigram kind, made into a tokenizer as the named class would (<see cref="SentencePieceTokenizerClass"/>).
/// </summary>
/// <param name="fileName">The file.</param>
internal sealed class SentencePieceSource(string fileName) : TokenizerSource
{
    public override IReadOnlyList<string> Files { get; } = [fileName];

    // The file alone does not tell which ids the model gave its pieces.
    public override bool Fits(TokenizerClass? tokenizerClass) => tokenizerClass is SentencePieceTokenizerClass family
        && string.Equals(family.FileName, fileName, StringComparison.Ordinal);

    public override TokenizerParts Read(TokenizerFiles files, TokenizerConfig config, List<string> notes)
    {
        var family = (SentencePieceTokenizerClass)config.Class!;
        string label = files.Label(fileName);
        var file = ReadFile(files[fileName], label);
        RequireUnigram(file, label);
        AddNotes(file, family, label, notes);

        int unknownId = family.UnknownId(file);
        (string Piece, double Score)[] pieces = [.. family.Pieces(file, Content)];
        if ((uint)unknownId >= (uint)pieces.Length)
        {
            throw new TokenizerException(label, $"trainer_spec.unk_id is {unknownId}, but there are {pieces.Length} pieces. "
                + "Expected the id of one of them; fetch the file again.");
        }

        var model = new UnigramModel(pieces, unknownId, byteFallback: false);
        var map = file.CharacterMap.Length == 0 ? null : new PrecompiledNormalizer(
            CharacterMap.Read(file.CharacterMap, new JsonCursor(default, label, "normalizer_spec.precompiled_charsmap")));
        var normalizer = new SequenceNormalizer([.. family.Normalizers(map, config)]);
        AddedToken[] ofFile =
        [
            .. file.Pieces.Where(piece => piece.Kind is PieceKind.Control or PieceKind.UserDefined).Select(
                piece => AddedToken.SpecialOf(piece.Text) with { Special = piece.Kind == PieceKind.Control }),
        ];
        var added = new AddedVocabulary(
            [ofFile, config.Tokens.ToAdd(ofFile, family)], model.Vocabulary, normalizer, config.SplitSpecialTokens);
        return new TokenizerParts(
            normalizer,
            family.PreTokenizer(config),
            model,
            family.PostProcessor(Special("cls_token"), Special("sep_token")),
            new MetaspaceDecoder('▁', PrependScheme.Always),
            added);

        string Content(string name) => (config.Tokens.Named(name) ?? family.Tokens[name]).Content;

        (string Token, int Id) Special(string name) => (Content(name), added.IdOf(Content(name))!.Value);
    }

    private static SentencePieceFile ReadFile(byte[] bytes, string label)
    {
        try
        {
            return SentencePieceFile.Read(bytes, label);
        }
        catch (SentencePieceException exception)
        {
            throw new TokenizerException(label, exception.Reason, exception);
        }
    }

    private static void RequireUnigram(SentencePieceFile file, string label)
    {
        if (file.Model != PieceModel.Unigram)
        {
            throw new TokenizerException(label, $"trainer_spec.model_type is {(int)file.Model} ({file.Model}), but this class's models are "
                + "of 1 (Unigram), the only kind read here. Use a model with tokenizer.json.");
        }

        if (file.SpaceIsSuffix)
        {
            throw new TokenizerException(label, "trainer_spec.treat_whitespace_as_suffix is true, which is not known here. "
                + "Expected false; use a model with tokenizer.json.");
        }
    }

    // What the reference passes over as well when it converts the file.
    private static void AddNotes(SentencePieceFile file, TokenizerClass family, string label, List<string> notes)
    {
        string name = Path.GetFileName(label);
        if (file.ByteFallback)
            notes.Add($"{family.Name}Fast does not cut what {name} lacks into bytes: such characters are the unknown token.");
        if (!file.AddsPrefix)
            notes.Add($"{family.Name}Fast puts a space before each text, though normalizer_spec.add_dummy_prefix of {name} is false.");
    }
}
