namespace Matiz.Tokenizers.Patterns;

/// <summary>
/// What the matches of a pattern may look like around a lone space between two visible characters
/// (<see cref="Pipeline.SpaceBreaks"/>): from it follows whether a text may be cut there. It looks at which character may follow which, and
/// so may say no where the truth is yes, never the other way.
/// </summary>
/// <param name="IsSure">Whether all it has is known to match alike before a space and at the end, behind a letter and at the start.</param>
/// <param name="MayBeEmpty">Whether a match may have no characters.</param>
/// <param name="CrossesBefore">Whether a match may have a visible character and then a space.</param>
/// <param name="CrossesBehind">Whether a match may have a space and then a visible character.</param>
/// <param name="MayBeSpace">Whether a match may be a space alone.</param>
/// <param name="HasVisible">Whether a match may have a visible character.</param>
/// <param name="StartsAtSpaces">Whether some match begins at every space.</param>
internal sealed record PatternShape(
    bool IsSure, bool MayBeEmpty, bool CrossesBefore, bool CrossesBehind, bool MayBeSpace, bool HasVisible, bool StartsAtSpaces)
{
    /// <summary>Whether every lone space begins a match, and none reaches over the place before it.</summary>
    public bool BreaksAtSpaces => StaysApart && StartsAtSpaces;

    /// <summary>Whether the matches of a text cut there are those of its parts, though they may leave the space out.</summary>
    public bool StaysApart => IsSure && !MayBeEmpty && !CrossesBefore;

    /// <summary>Whether matches leave lone spaces alone, or are one.</summary>
    public bool LeavesSpaces => StaysApart && !CrossesBehind;

    /// <summary>The shape of a regular expression.</summary>
    public static PatternShape OfTree(RegexNode node)
    {
        var reader = new Reader();
        var part = reader.Read(node);
        return new PatternShape(
            reader.IsSure,
            part.IsNullable,
            reader.CrossesBefore,
            reader.CrossesBehind,
            MayBeSpace: part.Alone.Space,
            reader.HasVisible,
            StartsAtSpaces: TakesSpace(node));
    }

    /// <summary>The shape of a string that is sought as it stands.</summary>
    public static PatternShape OfString(string text) => OfTree(new SequenceNode([.. text.Select(unit =>
        new CharacterNode(char.IsSurrogate(unit) ? CodePointSet.Empty : CodePointSet.One(unit)))]));

    // Whether a part matches from a space on, whatever follows.
    private static bool TakesSpace(RegexNode node) => node switch
    {
        CharacterNode character => character.Set.Contains(' '),
        RepeatNode { Least: 1 } repeat => TakesSpace(repeat.Part),
        ChoiceNode choice => choice.Parts.Any(TakesSpace),
        SequenceNode { Parts: [var only] } => TakesSpace(only),
        _ => false,
    };

    /// <summary>Whether a space, or a visible character, is among some.</summary>
    private readonly record struct Kinds(bool Space, bool Visible)
    {
        public static Kinds operator |(Kinds left, Kinds right) => new(left.Space | right.Space, left.Visible | right.Visible);
    }

    /// <summary>What a part may begin and end with, and be when it is one character.</summary>
    private readonly record struct Part(bool IsNullable, Kinds First, Kinds Last, Kinds Alone);

    private sealed class Reader
    {
        // A few more than are visible to the breaks.
        private static readonly Lazy<CodePointSet> Visible = new(() => CodePointSet.Range('!', '~')
            .Union(NamedSets.Get("l")!.Union(NamedSets.Digit).Intersect(CodePointSet.Range(0x80, 0xFFFF))));

        public bool IsSure { get; private set; } = true;

        public bool CrossesBefore { get; private set; }

        public bool CrossesBehind { get; private set; }

        public bool HasVisible { get; private set; }

        public Part Read(RegexNode node)
        {
            switch (node)
            {
                case CharacterNode character:
                    var kinds = new Kinds(character.Set.Contains(' '), character.Set.Overlaps(Visible.Value));
                    HasVisible |= kinds.Visible;
                    return new Part(IsNullable: false, kinds, kinds, kinds);
                case SequenceNode sequence:
                    return sequence.Parts.Select(Read).Aggregate(new Part(IsNullable: true, default, default, default), Follow);
                case ChoiceNode choice:
                    return choice.Parts.Select(Read).Aggregate((left, right) => new Part(
                        left.IsNullable || right.IsNullable, left.First | right.First, left.Last | right.Last, left.Alone | right.Alone));
                case RepeatNode repeat:
                    return ReadRepeat(repeat);
                case AtomicNode atomic:
                    return Read(atomic.Part);
                case LookNode look:
                    IsSure &= IsSameAtBreaks(look);
                    return new Part(IsNullable: true, default, default, default);
                default:
                    IsSure = false;
                    return new Part(IsNullable: true, default, default, default);
            }
        }

        private Part ReadRepeat(RepeatNode repeat)
        {
            var part = Read(repeat.Part);
            if (repeat.Most is not 1) Follow(part, part);
            bool mayBeOne = repeat.Least <= 1 || part.IsNullable;
            return part with { IsNullable = part.IsNullable || repeat.Least == 0, Alone = mayBeOne ? part.Alone : default };
        }

        private Part Follow(Part left, Part right)
        {
            CrossesBefore |= left.Last.Visible && right.First.Space;
            CrossesBehind |= left.Last.Space && right.First.Visible;
            return new Part(
                left.IsNullable && right.IsNullable,
                left.IsNullable ? left.First | right.First : left.First,
                right.IsNullable ? left.Last | right.Last : right.Last,
                (right.IsNullable ? left.Alone : default) | (left.IsNullable ? right.Alone : default));
        }

        // Ahead of a break stands a space or the end, behind it a visible character or the start.
        private static bool IsSameAtBreaks(LookNode look)
        {
            var part = look.Part;
            while (part is SequenceNode { Parts: [var only] }) part = only;
            return part is CharacterNode character
                && (look.IsAhead ? !character.Set.Contains(' ') : !character.Set.Overlaps(Visible.Value));
        }
    }
}
