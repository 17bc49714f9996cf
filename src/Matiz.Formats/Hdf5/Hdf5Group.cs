namespace Matiz.Formats.Hdf5;

/// <summary>A group of an HDF5 file: texts by the name of their attribute, and members by their paths.</summary>
internal sealed class Hdf5Group
{
    private readonly Hdf5File _file;
    private readonly IReadOnlyList<Hdf5Message> _messages;
    private readonly Hdf5Attributes _attributes;

    internal Hdf5Group(Hdf5File file, IReadOnlyList<Hdf5Message> messages, string path)
    {
        (_file, _messages, Path) = (file, messages, path);
        _attributes = new Hdf5Attributes(file.Bytes, file.Heap, messages, Owner);
    }

    /// <summary>Where it lies, without a slash at either end; empty: the root.</summary>
    public string Path { get; }

    /// <summary>The names of its members, in the order of the file.</summary>
    /// <exception cref="Hdf5Exception">The group breaks the format.</exception>
    public IReadOnlyCollection<string> Names => Members.Keys;

    private Dictionary<string, ulong> Members => field ??= Hdf5Members.Read(_file.Bytes, _messages, Owner);

    private string Owner => Path.Length == 0 ? "the root group" : $"the group '{Path}'";

    /// <summary>The texts of an attribute; null where there is none of that name.</summary>
    /// <exception cref="Hdf5Exception">It holds something else, or breaks the format.</exception>
    public string[]? Texts(string attribute) => _attributes.Texts(attribute);

    /// <summary>The group of a path below this one; null where there is none, or a dataset.</summary>
    /// <exception cref="Hdf5Exception">Something on the way breaks the format, or is a link to another place.</exception>
    public Hdf5Group? Group(string path)
    {
        var group = this;
        foreach (string part in Parts(path))
        {
            if (group.Find(part) is not { } messages || !IsGroup(messages)) return null;
            group = group._file.GroupAt(group.Join(part), messages);
        }

        return group;
    }

    /// <summary>The dataset of a path below this one; null where there is none, or a group.</summary>
    /// <exception cref="Hdf5Exception">Something on the way, or the dataset, breaks the format or is not read here.</exception>
    public Hdf5Dataset? Dataset(string path)
    {
        string[] parts = Parts(path);
        if (parts.Length == 0 || Group(string.Join('/', parts[..^1])) is not { } group) return null;
        return group.Find(parts[^1]) is { } messages && !IsGroup(messages)
            ? Hdf5Dataset.Read(_file.Bytes, messages, group.Join(parts[^1]))
            : null;
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsGroup(IReadOnlyList<Hdf5Message> messages)
    {
        foreach (var message in messages)
        {
            if (message.Type is Hdf5Message.SymbolTable or Hdf5Message.Link or Hdf5Message.LinkInfo) return true;
            if (message.Type is Hdf5Message.Layout) return false;
        }

        return false;
    }

    private string Join(string name) => Path.Length == 0 ? name : $"{Path}/{name}";

    private IReadOnlyList<Hdf5Message>? Find(string name)
    {
        if (!Members.TryGetValue(name, out ulong address)) return null;
        return address != Hdf5Bytes.Nowhere
            ? _file.HeaderAt(address)
            : throw _file.Bytes.Fault(
                $"'{Join(name)}' is a link to another place or file, expected the object itself. Save the file again with h5py.");
    }
}
