using System.Text.Json;

namespace Matiz.Hub.Cache;

/// <summary>
/// Which files of a repository make a model: its settings, its tokenizer, and the weights of one framework, the best of those that can be
/// read. Parts of weights and modules are named by files that must be here first, so the choice is asked for again until it wants no more.
/// </summary>
/// <param name="repository">For messages.</param>
/// <param name="files">All files of the commit.</param>
/// <param name="read">Gives the bytes of a small file; null where it is not here yet.</param>
/// <param name="format">Whose weights; null: the first that are there.</param>
internal sealed class ModelChoice(HubRepository repository, IReadOnlyList<HubFile> files, Func<string, byte[]?> read, string? format)
{
    private const int MostNames = 4;
    private const int MostIndexBytes = 100_000_000;

    private static readonly string[] Ends = [.. ModelFileNames.Weights.SelectMany(names => names.Extensions), ".gguf"];

    private readonly HashSet<string> _names = new(files.Select(file => file.Path), StringComparer.Ordinal);

    /// <summary>The names that are wanted, as far as that can be said by now.</summary>
    /// <exception cref="HubException">There are no weights that can be read, or one of their parts is missing.</exception>
    public IEnumerable<string> Names()
    {
        var folders = ModuleFolders().Prepend("").ToList();
        var common = _names.Where(name => folders.Contains(FolderOf(name)) && ModelFileNames.IsCommon(name[PrefixOf(name)..])).ToList();
        var weights = folders.SelectMany(WeightsIn).ToList();
        if (weights.Count == 0 && !_names.Contains(ModelFileNames.AdapterConfig)) throw NoWeights();
        return common.Concat(weights).Distinct(StringComparer.Ordinal);
    }

    // Where modules.json is there and cannot be read, whoever reads the model says so.
    private IEnumerable<string> ModuleFolders()
    {
        if (!_names.Contains(ModelFileNames.Modules)) return [];
        var likely = _names.Select(FolderOf).Where(ModelFileNames.IsModule);
        return likely.Concat(Texts(ModelFileNames.Modules, root => root.EnumerateArray().Select(module => module.GetProperty("path"))))
            .Where(folder => folder.Length > 0).Distinct(StringComparer.Ordinal);
    }

    private IEnumerable<string> WeightsIn(string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        foreach (var names in ModelFileNames.Weights.Where(names => format is null || names.Format == format))
        {
            if (Array.Find(names.FileNames, name => _names.Contains(prefix + name)) is { } single) return [prefix + single];
            string index = prefix + names.IndexName;
            if (!_names.Contains(index)) continue;
            var parts = Texts(index, root => root.GetProperty("weight_map").EnumerateObject().Select(pair => pair.Value));
            return parts.Select(part => Part(index, prefix + part)).Prepend(index);
        }

        return folder.Length == 0 && format is null && OwnName() is { } own ? [own] : [];
    }

    // As the reader does: the only file of a format, unless there are parts or safetensors of other names, which may be variants.
    private string? OwnName()
    {
        string[] root = [.. _names.Where(name => !name.Contains('/', StringComparison.Ordinal) && !IsOfTraining(name))];
        if (Array.Exists(root, IsPartOrSafetensors)) return null;
        foreach (var names in ModelFileNames.Weights.Where(names => names.MayHaveAnyName))
        {
            string[] found = [.. root.Where(name => names.Extensions.Any(end => name.EndsWith(end, StringComparison.Ordinal)))];
            if (found.Length > 0) return found.Length == 1 ? found[0] : null;
        }

        return null;
    }

    private string Part(string index, string name) => _names.Contains(name)
        ? name
        : throw new HubException(
            HubFault.EntryNotFound,
            $"{repository}: {index} names '{name}', and there is no such file. All parts of the weights were expected. Take another "
                + "revision, or tell the owner of the repository.");

    private IReadOnlyList<string> Texts(string name, Func<JsonElement, IEnumerable<JsonElement>> find)
    {
        if (read(name) is not { Length: <= MostIndexBytes } bytes) return [];
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return [.. find(document.RootElement).Select(text => text.GetString() ?? "").Distinct(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return [];
        }
    }

    private HubException NoWeights()
    {
        string expected = format is { } one
            ? ModelFileNames.Weights.First(names => names.Format == one).FileNames[0]
            : string.Join(", ", ModelFileNames.Weights.Select(names => names.FileNames[0]));
        return new HubException(
            HubFault.EntryNotFound,
            $"{repository}: there are no weights under a name that is read: neither {expected}, nor an index of parts. {Instead()}");
    }

    private string Instead()
    {
        string[] alike =
        [
            .. files.Where(file => !IsOfTraining(file.Path)).OrderByDescending(file => file.Size).Select(file => file.Path)
                .Where(name => Ends.Any(end => name.EndsWith(end, StringComparison.Ordinal))),
        ];
        if (Array.Find(alike, name => ModelFileNames.VariantOf(name) is not null) is { } variant)
        {
            return $"There is {variant}, the variant '{ModelFileNames.VariantOf(variant)}': fetch the repository with it "
                + "(HubSelection.Everything), and copy it to model.safetensors.";
        }

        if (alike.Length == 0) return "Take a repository that holds a model.";
        string shown = string.Join(", ", alike.Take(MostNames)) + (alike.Length > MostNames ? ", …" : "");
        return $"There is {shown}. Take a repository or a revision with the files that Python's save_pretrained writes.";
    }

    private static bool IsPartOrSafetensors(string name) =>
        ModelFileNames.IsShard(name) || name.EndsWith(".safetensors", StringComparison.Ordinal);

    private static bool IsOfTraining(string name) =>
        Array.Exists(ModelFileNames.TrainingStarts, start => name.StartsWith(start, StringComparison.Ordinal));

    private static int PrefixOf(string name) => name.LastIndexOf('/') + 1;

    private static string FolderOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";
}
