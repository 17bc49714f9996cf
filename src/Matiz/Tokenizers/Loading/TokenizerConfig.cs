using System.Globalization;
using Matiz.Tokenizers.AddedTokens;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// What <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c> say, by the reference's precedence:
/// with <c>added_tokens_decoder</c> in the first, that is the only source of added tokens; without it the second overrides the named
/// tokens and the third adds tokens.
/// </summary>
internal sealed class TokenizerConfig
{
    /// <summary>The special tokens with a name of their own, in the order in which the reference adds them.</summary>
    public static readonly string[] TokenNames =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly SortedDictionary<int, AddedToken> _added = [];
    private readonly List<AddedToken> _additional = [];

    public string? TokenizerClass { get; private set; }

    public bool? LowerCase { get; private set; }

    public bool? StripAccents { get; private set; }

    public bool TokenizeChineseChars { get; private set; } = true;

    public bool BasicTokenize { get; private set; } = true;

    /// <summary>The most tokens the model takes; null when there is no limit.</summary>
    public int? ModelMaxLength { get; private set; }

    /// <summary>The named special tokens.</summary>
    public Dictionary<string, AddedToken> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>The added tokens in the order of their ids.</summary>
    public IEnumerable<AddedToken> Added => _added.Values;

    /// <summary>The <c>additional_special_tokens</c>.</summary>
    public IReadOnlyList<AddedToken> Additional => _additional;

    public static TokenizerConfig Read(TokenizerFiles files)
    {
        var config = new TokenizerConfig();
        bool hasDecoder = false;
        files.ReadJson<object>("tokenizer_config.json", json =>
        {
            config.TokenizerClass = json.Optional("tokenizer_class")?.AsString();
            config.LowerCase = json.Optional("do_lower_case")?.AsBoolean();
            config.StripAccents = json.Optional("strip_accents")?.AsBoolean();
            config.TokenizeChineseChars = json.Optional("tokenize_chinese_chars")?.AsBoolean() ?? true;
            config.BasicTokenize = json.Optional("do_basic_tokenize")?.AsBoolean() ?? true;
            config.ModelMaxLength = json.Optional("model_max_length") is { } limit ? ReadLimit(limit) : null;
            config.ReadNamed(json);
            if (json.Optional("added_tokens_decoder") is { } decoder)
            {
                hasDecoder = true;
                foreach (var (id, token) in decoder.AsObject()) config._added[ReadId(id, token)] = AddedToken.Read(token);
            }

            return config;
        });

        if (hasDecoder) return config;
        files.ReadJson<object>("special_tokens_map.json", json =>
        {
            config.ReadNamed(json);
            return config;
        });
        files.ReadJson<object>("added_tokens.json", json =>
        {
            foreach (var (content, id) in json.AsObject())
            {
                bool special = config.Named.Values.Concat(config._additional).Any(token => string.Equals(token.Content, content, StringComparison.Ordinal));
                config._added[id.AsId()] = new AddedToken(content, false, false, false, Normalized: !special, special);
            }

            return config;
        });
        return config;
    }

    private void ReadNamed(JsonCursor json)
    {
        foreach (string name in TokenNames)
        {
            if (json.Optional(name) is { } token) Named[name] = ReadToken(token);
        }

        if (json.Optional("additional_special_tokens") is { } additional)
        {
            _additional.Clear();
            _additional.AddRange(additional.AsArray().Select(ReadToken));
        }
    }

    private static AddedToken ReadToken(JsonCursor json) => json.Element.ValueKind == System.Text.Json.JsonValueKind.String
        ? AddedToken.SpecialOf(json.AsString())
        : AddedToken.Read(json, specialByDefault: true) with { Special = true };

    private static int ReadId(string text, JsonCursor token) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < Models.Vocabulary.IdLimit
            ? id
            : throw token.Error($"stands for the id '{text}'", $"a whole number below {Models.Vocabulary.IdLimit}");

    // Python's "no limit" is 1e30 rounded to a double; whatever no array could hold limits nothing either.
    private static int? ReadLimit(JsonCursor json)
    {
        if (json.Element.ValueKind != System.Text.Json.JsonValueKind.Number || !json.Element.TryGetDouble(out double limit) || limit < 1)
        {
            throw json.Error("is no positive number", "the most tokens the model takes, or a huge number for no limit");
        }

        return limit >= int.MaxValue ? null : (int)limit;
    }
}
