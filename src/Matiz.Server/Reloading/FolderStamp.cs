using System.Globalization;
using System.Text;
using Matiz.Files;
using Matiz.Formats.Disk;
using Matiz.Hub.Cache;
using Matiz.Inference;

namespace Matiz.Server.Reloading;

/// <summary>
/// What a look at a folder tells without reading a file: which files decide a model's answers, and of each which one it is (device and
/// number), how long it is and when it was written. Links are followed, on the way to the folder as well. Two equal stamps are of the same
/// files; only a file that was overwritten in place within a tick of the clock, at the same length, can pass unseen.
/// </summary>
internal sealed class FolderStamp : IEquatable<FolderStamp>
{
    private const string Settings = "config.json", RunSettings = "training_args.json", ExportFolder = "onnx";

    private readonly string _text;

    private FolderStamp(IReadOnlyList<ModelFilePath> files, string text) => (Files, _text) = (files, text);

    /// <summary>The files.</summary>
    public IReadOnlyList<ModelFilePath> Files { get; }

    /// <summary>
    /// The stamp of a folder; null where there is no model: no folder, no <c>config.json</c>, or one that may not be seen.
    /// </summary>
    public static FolderStamp? Read(string folder)
    {
        try
        {
            string real = RealPath.Resolve(folder);
            if (!File.Exists(Path.Combine(real, Settings))) return null;
            var files = FilesOf(real);
            string recorded = TrainedMaxLength.FolderOf(real);      // of a checkpoint its run's, which says where texts are cut
            if (!string.Equals(recorded, real, StringComparison.Ordinal))
                files.Add(new ModelFilePath(RunSettings, Path.Combine(recorded, RunSettings)));
            var text = new StringBuilder(real).Append('\n');
            foreach (var file in files) Append(text, file);
            return new FolderStamp(files, text.ToString());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FileWriteException)
        {
            return null;
        }
    }

    public bool Equals(FolderStamp? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as FolderStamp);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    private static List<ModelFilePath> FilesOf(string folder)
    {
        var files = new List<ModelFilePath>();
        Add(files, folder, "");
        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(inner);
            if (ModelFileNames.IsModule(name) || string.Equals(name, ExportFolder, StringComparison.Ordinal)) Add(files, inner, name + "/");
        }

        return files;
    }

    private static void Add(List<ModelFilePath> files, string folder, string prefix)
    {
        string[] names = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        var weights = Array.Find(
            ModelFileNames.Weights, format => names.Any(name => format.FileNames.Contains(name) || format.IndexName == name));
        foreach (string name in names)
        {
            if (IsSetting(name) || IsWeight(name, weights)) files.Add(new ModelFilePath(prefix + name, Path.Combine(folder, name)));
        }
    }

    private static bool IsSetting(string name) => ModelFileNames.IsCommon(name) && !ModelFileNames.IsPaper(name);

    // Where several frameworks left weights, the first's are read. What a file of ONNX keeps beside itself goes by its name.
    private static bool IsWeight(string name, WeightNames? format)
    {
        if (ModelFileNames.TrainingStarts.Any(start => name.StartsWith(start, StringComparison.Ordinal))) return false;
        var formats = format is null ? ModelFileNames.Weights : [format];
        return formats.Any(one => name == one.IndexName || one.FileNames.Contains(name) || ModelFileNames.IsShard(name)
            || (one.MayHaveAnyName && one.Extensions.Any(end => name.EndsWith(end, StringComparison.Ordinal)
                || (end == ".onnx" && name.Contains(end, StringComparison.Ordinal)))));
    }

    private static void Append(StringBuilder text, ModelFilePath file)
    {
        var info = new FileInfo(RealPath.Resolve(file.Path));
        var identity = FileFacts.Read(info.FullName)?.Identity;
        text.Append(CultureInfo.InvariantCulture, $"{file.Name} {identity?.Device}:{identity?.Number} ");
        if (info.Exists) text.Append(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks}");
        text.Append('\n');
    }
}
