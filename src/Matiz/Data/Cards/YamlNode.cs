namespace Matiz.Data.Cards;

/// <summary>A part of a YAML document, with the line on which it begins in its file.</summary>
/// <param name="Line">From 1.</param>
internal abstract record YamlNode(int Line)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text; numbers, <c>no</c> and <c>true</c> are texts too, as they are spelled.</summary>
/// <param name="Value">The text.</param>
/// <param name="IsQuoted">Whether it stands in quotes or is a block, so that it is a text whatever it looks like.</param>
/// <param name="Line">From 1.</param>
internal sealed record YamlText(string Value, bool IsQuoted, int Line) : YamlNode(Line)
{
    public override string Kind => IsNull ? "nothing" : $"'{Value}'";

    /// <summary>Whether it stands for nothing.</summary>
    public bool IsNull => !IsQuoted && Value is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Line">From 1.</param>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line) : YamlNode(Line)
{
    public override string Kind => "a list";
}

/// <summary>A mapping; its keys differ.</summary>
/// <param name="Entries">Keys and values in their order.</param>
/// <param name="Line">From 1.</param>
internal sealed record YamlMap(IReadOnlyList<KeyValuePair<YamlText, YamlNode>> Entries, int Line) : YamlNode(Line)
{
    public override string Kind => "a mapping";

    /// <summary>The value of a key; null where there is none, or it stands for nothing.</summary>
    public YamlNode? Find(string key)
    {
        foreach (var (name, value) in Entries)
        {
            if (string.Equals(name.Value, key, StringComparison.Ordinal)) return value is YamlText { IsNull: true } ? null : value;
        }

        return null;
    }
}
