using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Classes;

/// <summary>
/// A Python class of tokenizers, by its name without "Fast": what it does beside the files. <see cref="TokenizerClasses"/> lists them.
/// </summary>
/// <param name="name">The name.</param>
internal abstract class TokenizerClass(string name)
{
    /// <summary>The class's name, without "Fast".</summary>
    public string Name { get; } = name;

    /// <summary>The <c>model_type</c> for which the reference takes this class where none is named; null: it is always named.</summary>
    public string? ModelType { get; init; }

    /// <summary>Whether the class leaves everything to the files.</summary>
    public virtual bool IsGeneric => false;

    /// <summary>Whether <c>token_type_ids</c> are given to the model, unless <c>model_input_names</c> says otherwise.</summary>
    public bool HasTypeIds { get; init; } = true;

    /// <summary>The special tokens that the class has by itself, by the names of <see cref="SpecialTokens.Names"/>.</summary>
    public IReadOnlyDictionary<string, AddedToken> Tokens { get; init; } = new Dictionary<string, AddedToken>();

    /// <summary>Special tokens of the class without a name, unless a file states <c>additional_special_tokens</c>.</summary>
    public IReadOnlyList<string> Additional { get; init; } = [];

    /// <summary>
    /// What becomes of the parts that <c>tokenizer.json</c> describes: a class may have settings of its own go before the file.
    /// </summary>
    /// <param name="ofFile">What the file says.</param>
    /// <param name="config">The settings beside it.</param>
    /// <param name="notes">Told when texts are tokenized otherwise than the file says.</param>
    public virtual TokenizerParts Apply(TokenizerParts ofFile, TokenizerConfig config, List<string> notes) => ofFile;

    /// <summary>What loading says when settings of the config go before those of the file.</summary>
    protected string Note(IEnumerable<string> differences) =>
        $"{string.Join(", ", differences)}: {Name}Fast goes by {TokenizerConfig.FileName}, or its own default where that is silent.";

    /// <summary>One such setting.</summary>
    protected static string Difference(string setting, bool value, string key, bool fileValue) =>
        $"{setting} {(value ? "true" : "false")} goes before {key} {(fileValue ? "true" : "false")} of tokenizer.json";

    /// <summary>Special tokens by their names.</summary>
    protected static Dictionary<string, AddedToken> Specials(
        string unk, string sep, string pad, string cls, string mask, string? bos = null, string? eos = null, bool maskLeftStrip = false)
    {
        var tokens = new Dictionary<string, AddedToken>(StringComparer.Ordinal)
        {
            ["unk_token"] = AddedToken.SpecialOf(unk),
            ["sep_token"] = AddedToken.SpecialOf(sep),
            ["pad_token"] = AddedToken.SpecialOf(pad),
            ["cls_token"] = AddedToken.SpecialOf(cls),
            ["mask_token"] = AddedToken.SpecialOf(mask) with { LeftStrip = maskLeftStrip },
        };
        if (bos is not null) tokens["bos_token"] = AddedToken.SpecialOf(bos);
        if (eos is not null) tokens["eos_token"] = AddedToken.SpecialOf(eos);
        return tokens;
    }
}

/// <summary>A class that takes the files as they are.</summary>
/// <param name="name">The name.</param>
internal sealed class GenericTokenizerClass(string name) : TokenizerClass(name)
{
    public override bool IsGeneric => true;
}
