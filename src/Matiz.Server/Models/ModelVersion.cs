using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Matiz.Files;
using Matiz.Hub.Cache;
using Matiz.Inference;
using Matiz.Models.SentenceTransformers;
using Matiz.Weights;

namespace Matiz.Server.Models;

/// <summary>
/// The hash of what decides a model's answers: settings, tokenizer, calibration, modules, weights, and the length at which training cut
/// texts. Two folders that answer alike by their files are the same version, whatever else lies in them.
/// </summary>
internal static class ModelVersion
{
    private const int Digits = 16, BufferBytes = 1 << 18;

    // They are read for other purposes, or by others; of the settings of a run the length counts, which is taken by itself.
    private static readonly string[] WithoutEffect =
        ["training_args.json", "dataset_info.json", "generation_config.json", "preprocessor_config.json"];

    /// <summary>Sixteen hexadecimal digits of the SHA-256 over names, lengths and bytes.</summary>
    /// <exception cref="Formats.MatizException">A file is missing or damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Compute(ModelFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferBytes];
        string[] folders = ["", .. (ModuleList.Read(files) ?? []).Select(module => module.Folder).Where(folder => folder.Length > 0)];
        foreach (string folder in folders.Distinct(StringComparer.Ordinal))
        {
            var inner = files.In(folder);
            foreach (string name in SettingsOf(inner).Concat(WeightsOf(inner))) Add(hash, inner, folder, name, buffer);
        }

        Add(hash, string.Create(CultureInfo.InvariantCulture, $"max_length {TrainedMaxLength.Read(files)}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }

    private static IEnumerable<string> SettingsOf(ModelFiles files) => files.List().Where(name =>
        ModelFileNames.IsCommon(name) && !ModelFileNames.IsPaper(name) && !WithoutEffect.Contains(name, StringComparer.Ordinal));

    // The files of the format that is read, and what a file of ONNX keeps beside itself.
    private static IEnumerable<string> WeightsOf(ModelFiles files)
    {
        if (WeightFormats.Found(files).Count == 0 && FolderKind.OwnName(files) is null) return [];
        using var weights = WeightFiles.Open(files);
        string[] names = [.. weights.FileNames.Order(StringComparer.Ordinal)];
        return names.Concat(files.List().Where(file => names.Any(name => IsBeside(file, name))));
    }

    private static bool IsBeside(string file, string weights) =>
        weights.EndsWith(".onnx", StringComparison.Ordinal) && file.Length > weights.Length
        && file.StartsWith(weights, StringComparison.Ordinal);

    private static void Add(IncrementalHash hash, ModelFiles files, string folder, string name, byte[] buffer)
    {
        using var stream = files.Open(name);
        if (stream is null) return;
        Add(hash, string.Create(CultureInfo.InvariantCulture, $"{folder}/{name} {stream.Length}"));
        for (int count; (count = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, count);
    }

    private static void Add(IncrementalHash hash, string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
}
