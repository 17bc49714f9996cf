using Matiz.Unicode;

namespace Matiz.Hub.Cache;

/// <summary>Names of one repository that cannot lie beside each other on a disk.</summary>
internal static class NameClashes
{
    /// <summary>Refuses them.</summary>
    /// <param name="repository">For the message.</param>
    /// <param name="names">All that are wanted.</param>
    /// <param name="takesCaseForOne">Whether the disk takes names for one that differ by case only; asked where there are such.</param>
    /// <exception cref="HubException">There are some.</exception>
    public static void Refuse(HubRepository repository, IEnumerable<string> names, Func<bool> takesCaseForOne)
    {
        var exact = new HashSet<string>(StringComparer.Ordinal);
        var folded = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!exact.Add(name)) throw Clash(repository, $"the file '{name}' is listed twice");
            string fold = NormalForm.Compose(name, compatible: false).ToUpperInvariant();
            if (folded.TryGetValue(fold, out string? other) && takesCaseForOne())
                throw Clash(repository, $"'{other}' and '{name}' differ by case only, and this disk takes them for one");
            folded[fold] = name;
        }

        foreach (string name in exact)
        {
            for (int slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
            {
                if (exact.Contains(name[..slash]))
                    throw Clash(repository, $"'{name[..slash]}' is a file and the folder of '{name}'");
            }
        }
    }

    /// <summary>Whether a folder's disk takes names for one that differ by case only; tried with a file that is removed again.</summary>
    public static bool AreTakenForOneIn(string folder)
    {
        string name = ".case-" + Path.GetRandomFileName(), path = Path.Combine(folder, name);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, []);
        bool isOne = File.Exists(Path.Combine(folder, name.ToUpperInvariant()));
        File.Delete(path);
        return isOne;
    }

    private static HubException Clash(HubRepository repository, string found) => new(
        HubFault.EntryNotFound,
        $"{repository}: {found}. Names that can lie beside each other were expected. Leave one out by HubSelection.Exclude, or take a disk "
            + "that tells them apart.");
}
