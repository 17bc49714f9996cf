using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.AddedTokens;

/// <summary>A token that is found in a text as it stands, before the model sees the rest.</summary>
/// <param name="Content">The text it matches.</param>
/// <param name="SingleWord">Not inside a word.</param>
/// <param name="LeftStrip">Takes the white space before it along (the file's <c>lstrip</c>).</param>
/// <param name="RightStrip">Takes the white space after it along (the file's <c>rstrip</c>).</param>
/// <param name="Normalized">Sought in the normalized text; else in the raw one.</param>
/// <param name="Special">Left out when decoding without special tokens.</param>
internal sealed record AddedToken(string Content, bool SingleWord, bool LeftStrip, bool RightStrip, bool Normalized, bool Special)
{
    /// <summary>A special token given by its text alone.</summary>
    public static AddedToken SpecialOf(string content) => new(content, false, false, false, Normalized: false, Special: true);

    public static AddedToken Read(JsonCursor json, bool specialByDefault = false)
    {
        bool special = json.Optional("special")?.AsBoolean() ?? specialByDefault;
        return new AddedToken(
            json.Required("content").AsString(),
            json.Optional("single_word")?.AsBoolean() ?? false,
            json.Optional("lstrip")?.AsBoolean() ?? false,
            json.Optional("rstrip")?.AsBoolean() ?? false,
            json.Optional("normalized")?.AsBoolean() ?? !special,
            special);
    }
}
