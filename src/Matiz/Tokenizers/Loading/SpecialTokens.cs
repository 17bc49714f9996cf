using System.Globalization;
using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Classes;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// The special and added tokens that <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c> state, by
/// the reference's precedence: with <c>added_tokens_decoder</c> in the first, that is the only source of added tokens; without it the
/// second overrides the named tokens and the third adds tokens.
/// </summary>
internal sealed class SpecialTokens
{
    /// <summary>The special tokens with a name of their own, in the order in which the reference adds them.</summary>
    public static readonly string[] Names =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly Dictionary<string, Stated> _named = new(StringComparer.Ordinal);
    private readonly List<Stated> _additional = [];
    private bool _statesAdditional;
    private readonly SortedDictionary<int, AddedToken> _added = [];

    // A token given by its text alone takes the flags of an added token of that text; one with flags brings them.
    private sealed record Stated(AddedToken Token, bool IsText);

    /// <summary>Whether the config has <c>added_tokens_decoder</c>: then the other files are not read.</summary>
    public bool HasDecoder { get; private set; }

    /// <summary>The token that the files give a name; null where they do not.</summary>
    public AddedToken? Named(string name) => _named.TryGetValue(name, out var stated) ? stated.Token : null;

    /// <summary>Reads what <c>tokenizer_config.json</c> states.</summary>
    public void ReadConfig(JsonCursor json)
    {
        ReadNamed(json);
        if (json.Optional("added_tokens_decoder") is not { } decoder) return;
        HasDecoder = true;
        foreach (var (id, token) in decoder.AsObject()) _added[ReadId(id, token)] = AddedToken.Read(token);
    }

    /// <summary>Reads the two other files, unless the config holds all.</summary>
    public void ReadOthers(TokenizerFiles files)
    {
        if (HasDecoder) return;
        files.ReadJson<object>("special_tokens_map.json", json =>
        {
            ReadNamed(json);
            return this;
        });
        files.ReadJson<object>("added_tokens.json", json =>
        {
            foreach (var (content, id) in json.AsObject())
            {
                bool special = _named.Values.Concat(_additional).Any(stated => Is(stated.Token, content));
                _added[id.AsId()] = new AddedToken(content, false, false, false, Normalized: !special, special);
            }

            return this;
        });
    }

    /// <summary>
    /// What is added to the tokens of <c>tokenizer.json</c>, in order: the added tokens by their ids, then the special ones that are not
    /// among them.
    /// </summary>
    /// <param name="ofFile">The added tokens of <c>tokenizer.json</c>; none where there is no such file.</param>
    /// <param name="byClass">The class's own special tokens.</param>
    /// <param name="padding">The padding token of <c>tokenizer.json</c>, where nothing else names one.</param>
    public List<AddedToken> ToAdd(IReadOnlyList<AddedToken> ofFile, TokenizerClass? byClass, string? padding = null)
    {
        var special = Special(ofFile, byClass, padding);
        var before = ofFile.ToHashSet();
        var names = special.Select(stated => stated.Token.Content).ToHashSet(StringComparer.Ordinal);
        List<AddedToken> result = [.. _added.Values.Where(token => !before.Contains(token)).Select(token => AsSpecial(token, names))];
        var known = ofFile.Concat(result).Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        var others = special.Where(stated => !(stated.IsText && known.Contains(stated.Token.Content)));
        result.AddRange(others.Select(stated => AsSpecial(stated.Token, names)));
        return result;
    }

    private List<Stated> Special(IReadOnlyList<AddedToken> ofFile, TokenizerClass? byClass, string? padding)
    {
        var all = new List<Stated>();
        foreach (string name in Names)
        {
            var own = byClass?.Tokens.GetValueOrDefault(name);
            if (_named.TryGetValue(name, out var stated)) all.Add(WithFlagsOfClass(WithFlags(stated, ofFile), own));
            else if (own is not null) all.Add(new Stated(own, IsText: !own.LeftStrip));
            else if (name == "pad_token" && padding is not null) all.Add(new Stated(AddedToken.SpecialOf(padding), IsText: true));
        }

        if (_statesAdditional) all.AddRange(_additional);
        else if (byClass is not null) all.AddRange(byClass.Additional.Select(text => new Stated(AddedToken.SpecialOf(text), IsText: true)));
        return [.. all.DistinctBy(stated => stated.Token.Content, StringComparer.Ordinal)];
    }

    private Stated WithFlags(Stated stated, IReadOnlyList<AddedToken> ofFile)
    {
        var known = HasDecoder ? _added.Values : _added.Values.Concat(ofFile);
        return known.LastOrDefault(token => Is(token, stated.Token.Content)) is { } found ? new Stated(found, IsText: false) : stated;
    }

    // A class whose mask takes the space before it along does so with any mask that is given by its text alone.
    private static Stated WithFlagsOfClass(Stated stated, AddedToken? own) =>
        stated.IsText && own is { LeftStrip: true } ? new Stated(own with { Content = stated.Token.Content }, IsText: false) : stated;

    private static AddedToken AsSpecial(AddedToken token, HashSet<string> special) =>
        special.Contains(token.Content) ? token with { Special = true } : token;

    private static bool Is(AddedToken token, string content) => string.Equals(token.Content, content, StringComparison.Ordinal);

    private void ReadNamed(JsonCursor json)
    {
        foreach (string name in Names)
        {
            if (json.Optional(name) is { } token) _named[name] = ReadToken(token);
        }

        if (json.Optional("additional_special_tokens") is not { } additional) return;
        _statesAdditional = true;
        foreach (var token in additional.AsArray()) _additional.Add(ReadToken(token));
    }

    private static Stated ReadToken(JsonCursor json) => json.Element.ValueKind == System.Text.Json.JsonValueKind.String
        ? new Stated(AddedToken.SpecialOf(json.AsString()), IsText: true)
        : new Stated(AddedToken.Read(json, specialByDefault: true) with { Special = true }, IsText: false);

    private static int ReadId(string text, JsonCursor token) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < Models.Vocabulary.IdLimit
            ? id
            : throw token.Error($"stands for the id '{text}'", $"a whole number below {Models.Vocabulary.IdLimit}");
}
