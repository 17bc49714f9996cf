using System.Globalization;
using System.Text;

namespace Matiz.Tokenizers.Patterns;

/// <summary>Writes a tree as an expression of .NET over the letters of its own <see cref="SymbolAlphabet"/>.</summary>
internal sealed class SymbolExpression
{
    private readonly SymbolAlphabet _alphabet;
    private readonly StringBuilder _output = new();

    private SymbolExpression(SymbolAlphabet alphabet) => _alphabet = alphabet;

    /// <summary>The expression, and the alphabet that its texts are written in.</summary>
    public static (string Expression, SymbolAlphabet Alphabet) Write(RegexNode node)
    {
        var sets = new List<CodePointSet>();
        Collect(node, sets);
        var alphabet = new SymbolAlphabet(sets);
        var writer = new SymbolExpression(alphabet);
        writer.Add(node);
        return (writer._output.ToString(), alphabet);
    }

    private static void Collect(RegexNode node, List<CodePointSet> sets)
    {
        switch (node)
        {
            case CharacterNode character:
                sets.Add(character.Set);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Collect(part, sets);
                break;
            case ChoiceNode choice:
                foreach (var part in choice.Parts) Collect(part, sets);
                break;
            case RepeatNode repeat:
                Collect(repeat.Part, sets);
                break;
            case AtomicNode atomic:
                Collect(atomic.Part, sets);
                break;
            case LookNode look:
                Collect(look.Part, sets);
                break;
        }
    }

    private void Add(RegexNode node)
    {
        switch (node)
        {
            case CharacterNode character:
                AddSet(_alphabet.SymbolsOf(character.Set));
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Add(part);
                break;
            case ChoiceNode choice:
                AddChoice(choice);
                break;
            case RepeatNode repeat:
                AddRepeat(repeat);
                break;
            case AtomicNode atomic:
                AddGroup("(?>", atomic.Part);
                break;
            case LookNode look:
                AddGroup(look.IsAhead ? look.IsNegative ? "(?!" : "(?=" : look.IsNegative ? "(?<!" : "(?<=", look.Part);
                break;
            case EdgeNode edge:
                _output.Append(edge.IsEnd ? "\\z" : "\\A");
                break;
        }
    }

    private void AddGroup(string open, RegexNode part)
    {
        _output.Append(open);
        Add(part);
        _output.Append(')');
    }

    private void AddChoice(ChoiceNode choice)
    {
        _output.Append("(?:");
        for (int i = 0; i < choice.Parts.Count; i++)
        {
            if (i > 0) _output.Append('|');
            Add(choice.Parts[i]);
        }

        _output.Append(')');
    }

    private void AddRepeat(RepeatNode repeat)
    {
        if (repeat.Greed is Greed.Possessive) _output.Append("(?>");
        AddGroup("(?:", repeat.Part);
        _output.Append(repeat switch
        {
            { Least: 0, Most: null } => "*",
            { Least: 1, Most: null } => "+",
            { Least: 0, Most: 1 } => "?",
            { Most: null } => string.Create(CultureInfo.InvariantCulture, $"{{{repeat.Least},}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{repeat.Least},{repeat.Most}}}"),
        });
        if (repeat.Greed is Greed.Lazy) _output.Append('?');
        if (repeat.Greed is Greed.Possessive) _output.Append(')');
    }

    private void AddSet(IReadOnlyList<char> symbols)
    {
        if (symbols.Count == 0)
        {
            _output.Append("(?!)");
            return;
        }

        if (symbols.Count > 1) _output.Append('[');
        for (int i = 0; i < symbols.Count; i++)
        {
            int first = i;
            while (i + 1 < symbols.Count && symbols[i + 1] == symbols[i] + 1) i++;
            _output.Append(CultureInfo.InvariantCulture, $"\\u{(int)symbols[first]:X4}");
            if (i > first) _output.Append(CultureInfo.InvariantCulture, $"-\\u{(int)symbols[i]:X4}");
        }

        if (symbols.Count > 1) _output.Append(']');
    }
}
