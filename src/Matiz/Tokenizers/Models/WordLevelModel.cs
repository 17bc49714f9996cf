using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Models;

/// <summary>Whole words: a word of the vocabulary, else the unknown token, else an error.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, string unknownToken) : TokenModel
{
    public override string Type => "WordLevel";

    public override Vocabulary Vocabulary { get; } = vocabulary;

    public override int? UnknownTokenId { get; } = vocabulary.TryGetId(unknownToken, out int id) ? id : null;

    public static WordLevelModel Read(JsonCursor json) =>
        new(VocabularyReader.Read(json.Required("vocab")), json.Optional("unk_token")?.AsString() ?? "<unk>");

    public override void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        if (!Vocabulary.TryGetId(word, out int id))
        {
            id = UnknownTokenId ?? throw new TokenizerException(
                $"the word '{word}' is not in the vocabulary, nor is the unknown token '{unknownToken}'. "
                + "Expected a vocabulary with the unknown token; add it to model.vocab.");
        }

        tokens.Add(new ModelToken(id, 0, word.Length));
    }
}
