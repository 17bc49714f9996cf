using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.PostProcessors;

namespace Matiz.Tokenizers.Sources;

/// <summary>
/// <c>tokenizer.json</c>, with the changes that the named Python class makes to it: settings of the config that go before the file
/// (<see cref="Classes.TokenizerClass.Apply"/>), and special and added tokens that the files beside it state (<see cref="SpecialTokens"/>).
/// Of its truncation only the side counts, of its padding only the token; the rest are settings of a call, not of the vocabulary.
/// </summary>
internal sealed class TokenizerJson : TokenizerSource
{
    public const string FileName = "tokenizer.json";

    public override IReadOnlyList<string> Files { get; } = [FileName];

    public override TokenizerParts Read(TokenizerFiles files, TokenizerConfig config, List<string> notes)
    {
        var ofFile = files.ReadJson(FileName, json => Read(json, config))!;
        return config.Class?.Apply(ofFile, config, notes) ?? ofFile;
    }

    private static TokenizerParts Read(JsonCursor json, TokenizerConfig config)
    {
        if (json.Optional("version") is { } version && !string.Equals(version.AsString(), "1.0", StringComparison.Ordinal))
        {
            throw version.Error($"is '{version.AsString()}'", "'1.0', the only version known");
        }

        var normalizer = json.Optional("normalizer") is { } n ? KnownComponents.Normalizers.Read(n) : null;
        var model = ReadModel(json.Required("model"));
        List<AddedToken> added = [.. json.Optional("added_tokens")?.AsArray().Select(token => ReadToken(token)) ?? []];
        string? padding = json.Optional("padding")?.Optional("pad_token")?.AsString();
        var toAdd = config.Tokens.ToAdd(added, config.Class, padding);
        return new TokenizerParts(
            normalizer,
            json.Optional("pre_tokenizer") is { } splitter ? KnownComponents.PreTokenizers.Read(splitter) : null,
            model,
            json.Optional("post_processor") is { } processor ? KnownComponents.PostProcessors.Read(processor) : new PlainProcessing(),
            json.Optional("decoder") is { } decoder ? KnownComponents.Decoders.Read(decoder) : null,
            // Its patterns are made before a class changes the normalizer.
            new AddedVocabulary([added, toAdd], model.Vocabulary, normalizer, config.SplitSpecialTokens))
        {
            TruncationSide = json.Optional("truncation")?.Optional("direction")?.AsEnum<TruncationSide>(),
        };
    }

    private static AddedToken ReadToken(JsonCursor json)
    {
        json.Optional("id")?.AsId();
        return AddedToken.Read(json);
    }

    // Old files lack the type; the reference then tries the models by the members they need.
    private static TokenModel ReadModel(JsonCursor json)
    {
        if (json.Optional("type") is not null) return KnownComponents.Models.Read(json);
        string type = json.Optional("merges") is not null ? "BPE"
            : json.Optional("max_input_chars_per_word") is not null || json.Optional("continuing_subword_prefix") is not null ? "WordPiece"
            : json.Required("vocab").Element.ValueKind == System.Text.Json.JsonValueKind.Array ? "Unigram"
            : "WordLevel";
        return KnownComponents.Models.Read(json, type);
    }
}
