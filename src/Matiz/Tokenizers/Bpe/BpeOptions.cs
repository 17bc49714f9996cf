using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;

namespace Matiz.Tokenizers.Bpe;

/// <summary>The settings of a <see cref="BpeModel"/>; the defaults are those of byte-level vocabularies.</summary>
internal sealed record BpeOptions
{
    /// <summary>Stands for characters that the vocabulary lacks (<c>unk_token</c>); null: they are dropped.</summary>
    public int? UnknownTokenId { get; init; }

    /// <summary>Marks characters that do not begin a word (<c>continuing_subword_prefix</c>).</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>Marks the character that ends a word (<c>end_of_word_suffix</c>).</summary>
    public string EndSuffix { get; init; } = "";

    /// <summary>Whether unknown characters side by side are one token (<c>fuse_unk</c>).</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>
    /// Whether a character that the vocabulary lacks is its bytes, <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, if it has them
    /// (<c>byte_fallback</c>).
    /// </summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word of the vocabulary is one token whatever the merges say (<c>ignore_merges</c>).</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Reads the model's settings.</summary>
    /// <exception cref="TokenizerException">One is wrong, or drops merges at random.</exception>
    public static BpeOptions Read(JsonCursor json, Vocabulary vocabulary)
    {
        if (json.Optional("dropout") is { } dropout && dropout.AsNumber() is var rate and not 0)
        {
            throw dropout.Error($"is {rate}", "0 or null, since tokens are not drawn at random here");
        }

        int? unknownId = null;
        if (json.Optional("unk_token") is { } unknown)
        {
            string token = unknown.AsString();
            if (!vocabulary.TryGetId(token, out int id))
                throw unknown.Error($"names the unknown token '{token}', which model.vocab lacks", "a token of the vocabulary");
            unknownId = id;
        }

        return new BpeOptions
        {
            UnknownTokenId = unknownId,
            ContinuingPrefix = json.Optional("continuing_subword_prefix")?.AsString() ?? "",
            EndSuffix = json.Optional("end_of_word_suffix")?.AsString() ?? "",
            FuseUnknown = json.Optional("fuse_unk")?.AsBoolean() ?? false,
            ByteFallback = json.Optional("byte_fallback")?.AsBoolean() ?? false,
            IgnoreMerges = json.Optional("ignore_merges")?.AsBoolean() ?? false,
        };
    }
}
