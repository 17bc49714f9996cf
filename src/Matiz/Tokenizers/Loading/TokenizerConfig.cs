using System.Globalization;
using System.Text.Json;
using Matiz.Tokenizers.Classes;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// The settings beside a tokenizer's vocabulary that change what it makes of a text: those of <c>tokenizer_config.json</c>, and the class,
/// which <c>config.json</c> may name as well. Each is honoured here or refused by its name; every other key is for decoding, padding,
/// chats or Python's own bookkeeping and changes no token.
/// </summary>
internal sealed class TokenizerConfig
{
    public const string FileName = "tokenizer_config.json";

    private TokenizerConfig()
    {
    }

    /// <summary>The Python class: as a file names it, else the one of the model's type; null where nothing says.</summary>
    public TokenizerClass? Class { get; private set; }

    /// <summary><c>do_lower_case</c>; the classes' default is true.</summary>
    public bool LowerCase { get; private set; } = true;

    /// <summary><c>strip_accents</c>; null (the classes' default): as the case.</summary>
    public bool? StripAccents { get; private set; }

    /// <summary><c>tokenize_chinese_chars</c>; the classes' default is true.</summary>
    public bool TokenizeChineseChars { get; private set; } = true;

    /// <summary><c>do_basic_tokenize</c>: it only decides how added tokens are matched, since the fast classes go on without it.</summary>
    public bool BasicTokenize { get; private set; } = true;

    /// <summary>The most tokens the model takes; null when there is no limit.</summary>
    public int? ModelMaxLength { get; private set; }

    /// <summary>The side that is cut off; null where the file does not say.</summary>
    public TruncationSide? TruncationSide { get; private set; }

    /// <summary>The side that is filled up; the default is the right.</summary>
    public PaddingSide PaddingSide { get; private set; }

    /// <summary>The segment of padding (<c>pad_token_type_id</c>); the default is 0.</summary>
    public int PadTypeId { get; private set; }

    /// <summary>Whether decoded texts lose spaces before punctuation (<c>clean_up_tokenization_spaces</c>); default false.</summary>
    public bool CleansUp { get; private set; }

    /// <summary>Whether special tokens in a text are text (<c>split_special_tokens</c>).</summary>
    public bool SplitSpecialTokens { get; private set; }

    /// <summary>What the model is given; null where the file does not say.</summary>
    public IReadOnlyList<string>? ModelInputNames { get; private set; }

    /// <summary>Special and added tokens.</summary>
    public SpecialTokens Tokens { get; } = new();

    // What a class may ask for by its name: texts, numbers, true and false.
    private readonly Dictionary<string, JsonCursor> _settings = new(StringComparer.Ordinal);

    /// <summary>A setting that only some classes have, such as <c>add_prefix_space</c>; null where the file is silent.</summary>
    public bool? Flag(string name) => _settings.TryGetValue(name, out var value) ? value.AsBoolean() : null;

    public static TokenizerConfig Read(TokenizerFiles files)
    {
        var config = new TokenizerConfig();
        files.ReadJson<object>(FileName, json =>
        {
            if (json.Optional("tokenizer_class") is { } name) config.Class = TokenizerClasses.Find(name.AsString(), json.File);
            RefuseVersionedFiles(json);
            if (config.Class is null) RefuseOtherSplitters(json);
            config.ReadSettings(json);
            config.Tokens.ReadConfig(json);
            return config;
        });
        config.Class ??= ClassOfModel(files);
        if (!config.Tokens.HasDecoder)
        {
            // The reference hands everything in this file to the class, and that goes before the config.
            files.ReadJson<object>("special_tokens_map.json", json =>
            {
                config.ReadSettings(json);
                return config;
            });
        }

        config.Tokens.ReadOthers(files);
        return config;
    }

    // What the file does not state stays as it is.
    private void ReadSettings(JsonCursor json)
    {
        foreach (var (name, value) in json.AsObject())
        {
            if (value.Element.ValueKind is JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array) continue;
            _settings[name] = new JsonCursor(value.Element.Clone(), json.File, "", name);
        }

        LowerCase = json.Optional("do_lower_case")?.AsBoolean() ?? LowerCase;
        StripAccents = json.Optional("strip_accents")?.AsBoolean() ?? StripAccents;
        TokenizeChineseChars = json.Optional("tokenize_chinese_chars")?.AsBoolean() ?? TokenizeChineseChars;
        BasicTokenize = json.Optional("do_basic_tokenize")?.AsBoolean() ?? BasicTokenize;
        if (json.Element.TryGetProperty("model_max_length", out var limit) || json.Element.TryGetProperty("max_len", out limit))
            ModelMaxLength = ReadLimit(limit);
        if (json.Optional("truncation_side") is { } side) TruncationSide = ReadSide(side);
        if (json.Optional("padding_side") is { } padding)
            PaddingSide = ReadSide(padding) == Matiz.Tokenizers.TruncationSide.Left ? PaddingSide.Left : PaddingSide.Right;
        PadTypeId = json.Optional("pad_token_type_id")?.AsTypeId() ?? PadTypeId;
        CleansUp = json.Optional("clean_up_tokenization_spaces")?.AsBoolean() ?? CleansUp;
        SplitSpecialTokens = json.Optional("split_special_tokens")?.AsBoolean() ?? SplitSpecialTokens;
        if (json.Optional("model_input_names") is { } inputs) ModelInputNames = ReadInputs(inputs);
    }

    private static TokenizerClass? ClassOfModel(TokenizerFiles files)
    {
        TokenizerClass? found = null;
        files.ReadModelConfig<object>(json =>
        {
            if (json.Optional("tokenizer_class") is { } name) found = TokenizerClasses.Find(name.AsString(), json.File);
            else if (json.Optional("model_type") is { Element.ValueKind: JsonValueKind.String } type)
                found = TokenizerClasses.ForModelType(type.AsString());
            return files;
        });
        return found;
    }

    // Python's "no limit" is 1e30 rounded to a double; whatever no array could hold limits nothing either. A number below 1 and what is no
    // number open in the reference as well, and are no length that a text could be cut at. 'max_len' is the key's name of old.
    private static int? ReadLimit(JsonElement value)
    {
        bool isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out _),
            JsonValueKind.String => IsWhole(value.GetString()!),
            _ => false,
        };
        double limit = isNumber ? double.Parse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture) : double.NaN;
        return limit is >= 1 and < int.MaxValue ? (int)limit : null;
    }

    private static bool IsWhole(string text) => text.Length is > 0 and < 40 && text.All(char.IsAsciiDigit);

    private static TruncationSide ReadSide(JsonCursor json) => json.AsString() switch
    {
        "right" => Matiz.Tokenizers.TruncationSide.Right,
        "left" => Matiz.Tokenizers.TruncationSide.Left,
        var other => throw json.Error($"is '{other}'", "'right' or 'left'"),
    };

    private static string[] ReadInputs(JsonCursor json)
    {
        string[] names = [.. json.AsArray().Select(name => name.AsString())];
        return names.Contains("input_ids", StringComparer.Ordinal)
            ? names
            : throw json.Error("has no input_ids", "a list of them and perhaps token_type_ids and attention_mask");
    }

    // The class of Japanese models, by its settings alone: its older files rely on config.json for its name, and copies lose that.
    private static void RefuseOtherSplitters(JsonCursor json)
    {
        const string Japanese = "BertJapaneseTokenizer";
        foreach (var (key, ours) in new[] { ("word_tokenizer_type", "basic"), ("subword_tokenizer_type", "wordpiece") })
        {
            if (json.Optional(key) is not { } value) continue;
            if (value.Element.ValueKind is JsonValueKind.String && value.Element.ValueEquals(ours)) continue;
            throw value.Error(
                $"is {value.Element.GetRawText()}, as {Japanese} has it, which {RefusedTokenizerClasses.All[Japanese]}",
                $"\"{ours}\" or nothing, since others are not known here");
        }
    }

    // A list of files by the version of the Python library, of which the fitting one goes before tokenizer.json.
    private static void RefuseVersionedFiles(JsonCursor json)
    {
        foreach (var name in json.Optional("fast_tokenizer_files")?.AsArray() ?? [])
        {
            if (!string.Equals(name.AsString(), "tokenizer.json", StringComparison.Ordinal))
                throw name.Error($"is '{name.AsString()}'", "tokenizer.json alone, since files by version are not known here");
        }
    }
}
