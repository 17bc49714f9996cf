using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Matiz.Data.Cards;

/// <summary>
/// Reads YAML of strangers into nodes: bounded in depth and number. An alias stands for the very node that it names, so that nothing grows
/// by it, and it can name nothing that holds it.
/// </summary>
internal sealed class YamlTree
{
    private const int MostNodes = 500_000, Deepest = 40;

    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<Open> _open = new();
    private readonly string _file;
    private readonly int _linesBefore;
    private YamlNode? _root;
    private int _count;

    private YamlTree(string file, int linesBefore) => (_file, _linesBefore) = (file, linesBefore);

    /// <summary>The one document of a text; null for an empty one.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <param name="linesBefore">How many lines of the file stand before the text.</param>
    /// <exception cref="DataException">It is no YAML, or too deep or too large; the message names file and line.</exception>
    public static YamlNode? Parse(string yaml, string file, int linesBefore = 0) => new YamlTree(file, linesBefore).Read(yaml);

    private YamlNode? Read(string yaml)
    {
        var parser = new Parser(new Scanner(new StringReader(yaml)));
        try
        {
            while (parser.MoveNext()) Take(parser.Current!);
        }
        catch (YamlException exception)
        {
            throw Fault(LineOf(exception.Start), $"this is no YAML ({Reason(exception)})", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException
            or OverflowException or IndexOutOfRangeException)
        {
            throw Fault(0, $"this is no YAML ({exception.Message.ReplaceLineEndings(" ")})", exception);
        }

        return _root;
    }

    private void Take(ParsingEvent found)
    {
        int line = LineOf(found.Start);
        switch (found)
        {
            case DocumentStart when _root is not null: throw Fault(line, "a second document begins here");
            case Scalar scalar: Add(new YamlText(scalar.Value, scalar.Style != ScalarStyle.Plain, line), scalar.Anchor, line); break;
            case SequenceStart start: Begin(new Open(IsMap: false, start.Anchor, line)); break;
            case MappingStart start: Begin(new Open(IsMap: true, start.Anchor, line)); break;
            case SequenceEnd or MappingEnd: End(); break;
            case AnchorAlias alias:
                if (!_anchors.TryGetValue(alias.Value.Value, out var node))
                    throw Fault(line, $"the alias '{alias.Value.Value}' names nothing that stands before it as a whole");
                Add(node, AnchorName.Empty, line);
                break;
        }
    }

    private void Begin(Open open)
    {
        if (_open.Count >= Deepest) throw Fault(open.Line, $"lists and mappings lie in each other more than {Deepest} deep");
        _open.Push(open);
    }

    private void End()
    {
        var open = _open.Pop();
        Add(open.IsMap ? new YamlMap(open.Entries, open.Line) : new YamlList(open.Items, open.Line), open.Anchor, open.Line);
    }

    private void Add(YamlNode node, AnchorName anchor, int line)
    {
        if (++_count > MostNodes) throw Fault(line, $"there are more than {MostNodes} values");
        if (!anchor.IsEmpty) _anchors[anchor.Value] = node;
        if (_open.Count == 0)
        {
            if (node is not YamlText { IsNull: true }) _root = node;
            return;
        }

        var open = _open.Peek();
        if (!open.IsMap)
        {
            open.Items.Add(node);
        }
        else if (open.Key is null)
        {
            open.Key = node as YamlText ?? throw Fault(line, $"a key is {node.Kind}");
            if (!open.Keys.Add(open.Key.Value)) throw Fault(line, $"the key '{open.Key.Value}' stands twice");
        }
        else
        {
            open.Entries.Add(KeyValuePair.Create(open.Key, node));
            open.Key = null;
        }
    }

    private int LineOf(Mark mark) => (int)Math.Min(int.MaxValue, _linesBefore + Math.Max(1L, (long)mark.Line));

    private static string Reason(YamlException exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ");
        int end = message.IndexOf("): ", StringComparison.Ordinal);         // the place, which is told in our own way
        return (end < 0 ? message : message[(end + 3)..]).TrimEnd('.');
    }

    private DataException Fault(int line, string found, Exception? cause = null) => new(
        _file, line,
        $"{found}. YAML that describes a dataset was expected. Correct it; where the file is not yours, name the data files themselves "
        + "(DatasetFiles.Train).",
        cause);

    /// <summary>A list or mapping whose end has not come.</summary>
    private sealed record Open(bool IsMap, AnchorName Anchor, int Line)
    {
        public List<YamlNode> Items { get; } = [];

        public List<KeyValuePair<YamlText, YamlNode>> Entries { get; } = [];

        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public YamlText? Key { get; set; }
    }
}
