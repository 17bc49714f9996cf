using System.Text;
using Matiz.Formats.Arrays;

namespace Matiz.Formats.Hdf5;

/// <summary>A group for <see cref="Hdf5Writer"/>: attributes of texts, groups and arrays, by their names.</summary>
internal sealed class Hdf5GroupToWrite
{
    internal static readonly Comparer<string> ByBytes = Comparer<string>.Create(
        (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    /// <summary>
    /// Bytes above which the library refuses an attribute; Keras spreads its lists of names over several, numbered from 0.
    /// </summary>
    public const int MostAttributeBytes = 64_512;

    internal SortedDictionary<string, Hdf5GroupToWrite> Groups { get; } = new(ByBytes);

    internal SortedDictionary<string, TensorToWrite> Arrays { get; } = new(ByBytes);

    internal List<(string Name, string[] Texts, bool IsList)> Attributes { get; } = [];

    /// <summary>The group of a path below this one, made where it is not there.</summary>
    public Hdf5GroupToWrite Group(string path)
    {
        var group = this;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (group.Arrays.ContainsKey(part)) throw new ArgumentException($"'{path}' lies below an array.", nameof(path));
            if (!group.Groups.TryGetValue(part, out var inner)) group.Groups.Add(part, inner = new Hdf5GroupToWrite());
            group = inner;
        }

        return group;
    }

    /// <summary>Puts an array at a path below this group.</summary>
    /// <param name="path">Its name, behind those of the groups in which it lies.</param>
    /// <param name="array">Type, shape and bytes; its own name does not count. Floating-point numbers.</param>
    /// <exception cref="ArgumentException">Something is there already.</exception>
    public void Add(string path, TensorToWrite array)
    {
        int slash = path.LastIndexOf('/');
        var group = slash < 0 ? this : Group(path[..slash]);
        string name = path[(slash + 1)..];
        if (group.Groups.ContainsKey(name) || !group.Arrays.TryAdd(name, array))
            throw new ArgumentException($"there is something at '{path}' already, expected a place for an array.", nameof(path));
    }

    /// <summary>An attribute of one text.</summary>
    public void SetText(string name, string text) => Attributes.Add((name, [text], IsList: false));

    /// <summary>
    /// An attribute of a list of texts. One that is too long for an attribute becomes several: <c>name0</c>, <c>name1</c>, …, as Keras
    /// spreads and reads them.
    /// </summary>
    public void SetTexts(string name, IReadOnlyList<string> texts)
    {
        const int Most = MostAttributeBytes / Hdf5MessageBytes.TextBytes;
        if (texts.Count <= Most)
        {
            Attributes.Add((name, [.. texts], IsList: true));
            return;
        }

        for (int part = 0; part * Most < texts.Count; part++)
            Attributes.Add(($"{name}{part}", [.. texts.Skip(part * Most).Take(Most)], IsList: true));
    }
}
