using System.Text.Json;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Hub;
using Matiz.Hub.Cache;
using Matiz.Models;
using Matiz.Models.SentenceTransformers;
using Matiz.Training;

namespace Matiz.Sharing.Push;

/// <summary>
/// Which files of a folder are the model: config, weights, tokenizer, calibration, card, modules of sentence-transformers, licences. Of a
/// run's other files (checkpoints, predictions, texts, settings) none is sent unless a pattern names it.
/// </summary>
internal sealed class SentFiles
{
    // What a run leaves beside its model: it may name files and folders of its owner, and hold texts.
    private static readonly string[] OfTheRun = [RunSettings.FileName, RunFiles.DatasetInfo];

    private const string OnnxFolder = "onnx", IndexEnd = ".index.json";

    private readonly string _folder;
    private readonly List<string> _notes = [];

    private SentFiles(string folder) => _folder = folder;

    /// <summary>The names in the repository with the files, in ordinal order.</summary>
    public IReadOnlyList<(string Name, string Path)> Files { get; private set; } = [];

    /// <summary>What is worth a look, one line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Chooses.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="include">Patterns of further files.</param>
    /// <exception cref="SharingException">
    /// There are no weights, a pattern fits nothing, or a file is a link out of the folder or lies where none can be sent from.
    /// </exception>
    public static SentFiles Choose(string folder, IReadOnlyList<string> include)
    {
        var files = new SentFiles(folder);
        var names = new SortedSet<string>(files.ModelNames(), StringComparer.Ordinal);
        names.UnionWith(files.Included(include));
        files.Files = [.. names.Select(name => (name, files.Check(name)))];
        return files;
    }

    private IEnumerable<string> ModelNames()
    {
        var modules = ModuleList.Read(ModelFiles.InFolder(_folder)) ?? [];
        List<string> common = [], weights = [];
        foreach (string inner in modules.Select(static module => module.Folder).Prepend("").Distinct(StringComparer.Ordinal))
        {
            string prefix = inner.Length == 0 ? "" : inner + "/";
            foreach (string name in NamesIn(inner))
            {
                if (ModelFileNames.IsCommon(name) && !OfTheRun.Contains(name, StringComparer.Ordinal)) common.Add(prefix + name);
                if (IsWeights(name)) weights.Add(prefix + name);
            }
        }

        weights.AddRange(NamesIn(OnnxFolder)
            .Where(static name => name.StartsWith("model.onnx", StringComparison.Ordinal))              // and what lies beside it
            .Select(static name => $"{OnnxFolder}/{name}"));
        if (!common.Contains(ModelConfig.FileName, StringComparer.Ordinal))
        {
            throw new SharingException(
                _folder, $"there is no {ModelConfig.FileName}. A model folder with config, weights and tokenizer was expected. "
                + "Check the path.");
        }

        foreach (string index in weights.Where(static name => name.EndsWith(IndexEnd, StringComparison.Ordinal))) RequireParts(index);
        return weights.Count > 0
            ? [.. common, .. weights]
            : throw new SharingException(
                _folder, "there are no weights (model.safetensors or another framework's). A model folder with config, weights and "
                + "tokenizer was expected. Check the path, or finish the training first.");
    }

    // Nobody reads an index beside the weights in one file, and nobody can read one whose parts are not all there.
    private void RequireParts(string index)
    {
        string folder = Path.GetDirectoryName(index)!, path = Path.Combine(_folder, index);
        if (File.Exists(Path.Combine(_folder, index[..^IndexEnd.Length]))) return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var tensor in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                string part = tensor.Value.GetString() ?? "";
                if (File.Exists(Path.Combine(_folder, folder, part))) continue;
                throw new SharingException(
                    path, $"it names '{part}', and there is no such file. All parts of the weights were expected. Copy it here, or "
                    + "save the model again.");
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SharingException(path, "this is no index of weights in parts (weight_map). One was expected. Save the model again.");
        }
    }

    // By their own names, in one file or in parts: a run has files of features and maps that end alike.
    private static bool IsWeights(string name) => ModelFileNames.Weights.Any(weights =>
        weights.FileNames.Contains(name, StringComparer.Ordinal)
        || name == weights.IndexName
        || (ModelFileNames.IsShard(name)
            && name.StartsWith(Path.GetFileNameWithoutExtension(weights.FileNames[0]) + "-", StringComparison.Ordinal)
            && Path.GetExtension(name) == Path.GetExtension(weights.FileNames[0])));

    private IEnumerable<string> NamesIn(string inner)
    {
        string path = Path.Combine(_folder, inner);
        if (!Directory.Exists(path)) return [];
        return Directory.EnumerateFileSystemEntries(path).Select(static entry => Path.GetFileName(entry)!);
    }

    private HashSet<string> Included(IReadOnlyList<string> patterns)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (patterns.Count == 0) return found;
        var all = Walk("").ToList();
        foreach (string pattern in patterns)
        {
            string[] fitting = [.. all.Where(name => HubGlob.Matches(pattern, name))];
            found.UnionWith(fitting);
            if (fitting.Length == 0)
            {
                throw new SharingException(
                    _folder, $"no file fits the pattern '{pattern}' (PushOptions.Include). A pattern such as 'report.html' or 'onnx/*' was "
                    + "expected, of names within the folder. Correct it, or leave it out.");
            }
        }

        return found;
    }

    // Every file below, without what belongs to git, to the Hub's client and to a run at work.
    private IEnumerable<string> Walk(string inner)
    {
        foreach (string name in NamesIn(inner).Order(StringComparer.Ordinal))
        {
            if (inner.Length == 0 && name is ".git" or ".cache" or RunLock.FileName) continue;
            string relative = inner.Length == 0 ? name : $"{inner}/{name}", path = Path.Combine(_folder, relative);
            bool isFolder = Directory.Exists(path);
            if (isFolder && new DirectoryInfo(path).LinkTarget is not null) continue;                // may lead in a circle
            if (!isFolder) yield return relative;
            else foreach (string below in Walk(relative)) yield return below;
        }
    }

    private string Check(string name)
    {
        string path = Path.Combine(_folder, name);
        if (CheckedFile.BrokenLink(path) is { } target)
            throw new SharingException(path, $"this is a link to '{target}', where nothing is. The file itself was expected. Put it back.");
        if (!File.Exists(path))
            throw new SharingException(path, "this is a folder, or no plain file. A file of the model was expected. Move it away.");
        string real = RealPath.Resolve(path);
        if (!IsBelow(real, RealPath.Resolve(_folder)) && !IsOfTheCache(real))
        {
            throw new SharingException(
                path, $"this is a link to '{real}', out of the folder, which may hold what is not to be shared. A file within the folder "
                + "was expected. Copy it there.");
        }

        if (new FileInfo(real).Length == 0) _notes.Add($"{name} is empty. It is sent as it is.");
        return path;
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // The files of a snapshot in the Hub's cache are links to blobs beside it, or to blobs that all repositories share.
    private bool IsOfTheCache(string real)
    {
        if (Directory.GetParent(Path.GetFullPath(_folder)) is not { Name: "snapshots", Parent: { } repository }) return false;
        DirectoryInfo[] owners = repository.Parent is { } cache ? [repository, cache] : [repository];
        return owners.Any(owner => IsBelow(real, RealPath.Resolve(Path.Combine(owner.FullName, "blobs"))));
    }
}
