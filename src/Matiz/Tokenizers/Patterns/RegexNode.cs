namespace Matiz.Tokenizers.Patterns;

/// <summary>A part of a regular expression.</summary>
internal abstract record RegexNode;

/// <summary>One character of a set.</summary>
internal sealed record CharacterNode(CodePointSet Set) : RegexNode;

/// <summary>Parts one after another.</summary>
internal sealed record SequenceNode(IReadOnlyList<RegexNode> Parts) : RegexNode;

/// <summary>The first of some parts that leads to a match.</summary>
internal sealed record ChoiceNode(IReadOnlyList<RegexNode> Parts) : RegexNode;

/// <summary>A part, several times; without an end where <paramref name="Most"/> is null.</summary>
internal sealed record RepeatNode(RegexNode Part, int Least, int? Most, Greed Greed) : RegexNode;

/// <summary>How much a repeated part takes.</summary>
internal enum Greed
{
    /// <summary>All it can, and less if the rest needs it.</summary>
    Greedy,

    /// <summary>As little as it can.</summary>
    Lazy,

    /// <summary>All it can, and never less.</summary>
    Possessive,
}

/// <summary>A part that, once matched, is not matched in another way.</summary>
internal sealed record AtomicNode(RegexNode Part) : RegexNode;

/// <summary>Whether a part matches ahead of this place, or behind it.</summary>
internal sealed record LookNode(RegexNode Part, bool IsAhead, bool IsNegative) : RegexNode;

/// <summary>The beginning or the end of the text.</summary>
internal sealed record EdgeNode(bool IsEnd) : RegexNode;
