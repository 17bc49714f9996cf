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
    /// that files state are not read. A token that is added again has its new flags, but stays in the text, raw or normalized, in which it
    /// is sought since it was special first.
    /// </summary>
    /// <param name="rounds">The tokens, in the portions in which the reference adds them.</param>
    /// <param name="model">The model's vocabulary.</param>
    /// <param name="normalizer">Normalizes the tokens that are sought in the normalized text.</param>
    /// <param name="splitSpecial">Whether special tokens in a text are text like any other.</param>
    public AddedVocabulary(
        IEnumerable<IReadOnlyList<AddedToken>> rounds, Vocabulary model, Normalizer? normalizer, bool splitSpecial = false)
    {
        _model = model;
        int highest = -1;
        List<AddedToken> special = [], others = [];
        foreach (var tokens in rounds)
        {
            special.AddRange(tokens.Where(token => token.Special && token.Content.Length > 0 && _special.Add(token.Content)));
            foreach (var token in tokens)
            {
                if (token.Content.Length == 0) continue;
                bool isKnown = _ids.TryGetValue(token.Content, out int id) || model.TryGetId(token.Content, out id);
                if (!isKnown) id = Math.Max(highest + 1, model.Count);
                if (_tokens.TryGetValue(id, out var before) && before == token) continue;
                highest = Math.Max(highest, id);
                _ids[token.Content] = id;
                _tokens[id] = token;
                if (!_special.Contains(token.Content)) others.Add(token);
            }
        }

        Size = Math.Max(model.Size, highest + 1);
        var sought = special.Concat(others).ToList();
        Raw = new AddedTokenMatcher(sought.Where(token => !token.Normalized).Select(token => Pattern(token, token.Content)));
        Normalized = new AddedTokenMatcher(sought.Where(token => token.Normalized)
            .Select(token => Pattern(token, normalizer?.Normalize(token.Content) ?? token.Content)));

        AddedTokenPattern Pattern(AddedToken token, string text)
        {
            int id = _ids[token.Content];
            return new AddedTokenPattern(text, id, _tokens[id], IsText: splitSpecial && _special.Contains(_tokens[id].Content));
        }
    }

    /// <summary>The highest id of model and added tokens, plus one.</summary>
    public int Size { get; }

    /// <summary>The ids of the added tokens.</summary>
    public IReadOnlyCollection<int> Ids => _tokens.Keys;

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
