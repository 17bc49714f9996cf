using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;

namespace Matiz.Tokenizers.AddedTokens;

/// <summary>The added tokens of a tokenizer beside its model's vocabulary: their ids, and where they stand in a text.</summary>
internal sealed class AddedVocabulary
{
    private readonly Vocabulary _model;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, AddedToken> _tokens = [];
    private readonly HashSet<string> _special = new(StringComparer.Ordinal);

    /// <summary>
    /// Gives the tokens their ids, in order: the model's where it has the token, else the next free one, as in the reference. The ids
    /// that files state are not read.
    /// </summary>
    public AddedVocabulary(IEnumerable<AddedToken> tokens, Vocabulary model, Normalizer? normalizer)
    {
        _model = model;
        int highest = -1;
        foreach (var token in tokens)
        {
            if (token.Content.Length == 0) continue;
            if (!_ids.TryGetValue(token.Content, out int id) && !model.TryGetId(token.Content, out id)) id = Math.Max(highest + 1, model.Count);
            highest = Math.Max(highest, id);
            _ids[token.Content] = id;
            _tokens[id] = token;
            if (token.Special) _special.Add(token.Content);
        }

        Size = Math.Max(model.Size, highest + 1);
        Raw = new AddedTokenMatcher(_tokens.Where(entry => !entry.Value.Normalized).Select(entry => (entry.Value.Content, entry.Key, entry.Value)));
        Normalized = new AddedTokenMatcher(_tokens.Where(entry => entry.Value.Normalized)
            .Select(entry => (normalizer?.Normalize(entry.Value.Content) ?? entry.Value.Content, entry.Key, entry.Value)));
    }

    /// <summary>The highest id of model and added tokens, plus one.</summary>
    public int Size { get; }

    /// <summary>Finds the tokens that are sought in the raw text.</summary>
    public AddedTokenMatcher Raw { get; }

    /// <summary>Finds the tokens that are sought in the normalized text.</summary>
    public AddedTokenMatcher Normalized { get; }

    /// <summary>The special tokens' texts.</summary>
    public IReadOnlySet<string> Special => _special;

    public int? IdOf(string token) => _ids.TryGetValue(token, out int id) || _model.TryGetId(token, out id) ? id : null;

    public string? TokenOf(int id) =>
        _tokens.TryGetValue(id, out var token) ? token.Content : _model.TryGetToken(id, out string? text) ? text : null;

    public bool IsSpecial(string token) => _special.Contains(token);
}
