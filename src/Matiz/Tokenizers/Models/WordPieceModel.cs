using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tokenizers.Models;

/// <summary>
/// WordPiece: the longest entry that a word begins with, then, from there on, the longest that continues it (marked by a prefix such
/// as <c>##</c>). A word that cannot be cut up, or is too long, is one unknown token.
/// </summary>
internal sealed class WordPieceModel : TokenModel
{
    private const int Beginning = 0, Continuation = 1;         // the roots of the trie
    private readonly CharTrie _trie;
    private readonly int _unknownTokenId;

    public WordPieceModel(Vocabulary vocabulary, int unknownTokenId, string continuingPrefix, int maxInputCharsPerWord)
    {
        Vocabulary = vocabulary;
        _unknownTokenId = unknownTokenId;
        MaxInputCharsPerWord = maxInputCharsPerWord;
        _trie = new CharTrie(roots: 2, vocabulary.Count);
        foreach (var (token, id) in vocabulary.Ids)
        {
            if (token.Length > 0) _trie.Add(Beginning, token, id);
            if (token.Length > continuingPrefix.Length && token.StartsWith(continuingPrefix, StringComparison.Ordinal))
            {
                _trie.Add(Continuation, token.AsSpan(continuingPrefix.Length), id);
            }
        }
    }

    public override string Type => "WordPiece";

    public override Vocabulary Vocabulary { get; }

    public override int? UnknownTokenId => _unknownTokenId;

    /// <summary>Words of more characters (code points) than this are unknown.</summary>
    public int MaxInputCharsPerWord { get; }

    public static WordPieceModel Read(JsonCursor json)
    {
        var vocabulary = VocabularyReader.Read(json.Required("vocab"));
        var unknown = json.Optional("unk_token");
        string unknownToken = unknown?.AsString() ?? "[UNK]";
        if (!vocabulary.TryGetId(unknownToken, out int unknownId))
        {
            throw (unknown ?? json).Error(
                $"names the unknown token '{unknownToken}', which model.vocab lacks", "a token of the vocabulary");
        }

        return new WordPieceModel(
            vocabulary,
            unknownId,
            json.Optional("continuing_subword_prefix")?.AsString() ?? "##",
            json.Optional("max_input_chars_per_word")?.AsCount() ?? 100);
    }

    public override void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        int first = tokens.Count;
        int root = Beginning;
        if (CountCharacters(word) <= MaxInputCharsPerWord)
        {
            int start = 0;
            while (start < word.Length)
            {
                int length = _trie.LongestPrefix(root, word[start..], out int id);
                if (length == 0) break;
                tokens.Add(new ModelToken(id, start, start + length));
                start += length;
                root = Continuation;
            }

            if (start == word.Length) return;
        }

        tokens.RemoveRange(first, tokens.Count - first);
        tokens.Add(new ModelToken(_unknownTokenId, 0, word.Length));
    }

    /// <summary>Adds the ids of a word whose length has been checked.</summary>
    public void AppendIds(ReadOnlySpan<char> word, IdBuffer ids)
    {
        int first = ids.Count;
        int root = Beginning;
        while (word.Length > 0)
        {
            int length = _trie.LongestPrefix(root, word, out int id);
            if (length == 0)
            {
                ids.Count = first;
                ids.Add(_unknownTokenId);
                return;
            }

            ids.Add(id);
            word = word[length..];
            root = Continuation;
        }
    }

    /// <summary>Adds the id of a word that is unknown for its length.</summary>
    public void AppendUnknown(IdBuffer ids) => ids.Add(_unknownTokenId);

    private static int CountCharacters(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (char unit in word)
        {
            if (!char.IsLowSurrogate(unit)) count++;
        }

        return count;
    }
}
