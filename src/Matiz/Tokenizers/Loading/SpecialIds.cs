namespace Matiz.Tokenizers.Loading;

/// <summary>The ids of the special tokens that have a name.</summary>
internal sealed record SpecialIds(int? Pad, int? Unknown, int? Cls, int? Sep, int? Mask, int? Bos, int? Eos)
{
    /// <summary>
    /// As the config names them; else as the class does; else by their customary spelling, if the tokenizer adds such a special token.
    /// </summary>
    public static SpecialIds Find(TokenizerConfig config, TokenizerParts parts)
    {
        return new SpecialIds(
            IdOf("pad_token", "[PAD]", "<pad>"),
            IdOf("unk_token", "[UNK]", "<unk>") ?? parts.Model.UnknownTokenId,
            IdOf("cls_token", "[CLS]", "<s>"),
            IdOf("sep_token", "[SEP]", "</s>"),
            IdOf("mask_token", "[MASK]", "<mask>"),
            IdOf("bos_token"),
            IdOf("eos_token"));

        int? IdOf(string name, params ReadOnlySpan<string> customary)
        {
            var added = parts.AddedVocabulary;
            if (config.Tokens.Named(name) is { } token) return added.IdOf(token.Content);
            if (config.Class?.Tokens.GetValueOrDefault(name) is { } own && added.IdOf(own.Content) is { } id) return id;
            foreach (string spelling in customary)
            {
                if (added.IsSpecial(spelling)) return added.IdOf(spelling);
            }

            return null;
        }
    }
}
