using System.Text.RegularExpressions;
using Matiz.Files;
using Matiz.Models;
using Matiz.Tokenizers.Loading;
using Matiz.Weights;

namespace Matiz.Workflows.Conversion;

/// <summary>The files of a model folder that a conversion copies byte for byte, and those that a model folder may hold at all.</summary>
internal static partial class CarriedFiles
{
    // Beside the tokenizer's files.
    private static readonly string[] Names =
    [
        ModelConfig.FileName, "generation_config.json", "preprocessor_config.json", "modules.json", "sentence_bert_config.json",
        "config_sentence_transformers.json", "calibration.json", ".gitattributes",
    ];

    /// <summary>The names below a model's folder, modules of sentence-transformers among them, that are copied.</summary>
    public static IReadOnlyList<string> In(ModelFiles files)
    {
        var carried = files.List().Where(IsCarried).ToList();
        if (files.LocalPath is not { } folder) return carried;
        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(inner);
            if (!Module().IsMatch(name)) continue;
            carried.AddRange(files.In(name).List().Select(file => name + "/" + file));
        }

        return carried;
    }

    /// <summary>What a folder holds that no converted model does; null: nothing.</summary>
    public static string? StrangeIn(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            bool isOwn = Directory.Exists(path) ? Module().IsMatch(name) : IsCarried(name) || IsWeights(name);
            if (!isOwn) return name;
        }

        return null;
    }

    private static bool IsCarried(string name) =>
        Names.Contains(name, StringComparer.Ordinal) || TokenizerFiles.Names.Contains(name, StringComparer.Ordinal)
        || Paper().IsMatch(name);

    private static bool IsWeights(string name) =>
        WeightFormat.All.Any(format => format.FileNames.Contains(name, StringComparer.Ordinal)
            || string.Equals(name, format.IndexFileName, StringComparison.Ordinal)
            || name.StartsWith(format.FileNames[0] + ".", StringComparison.Ordinal));

    [GeneratedRegex(@"^\d+_[A-Za-z]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Module();

    // Licences, notices, cards.
    [GeneratedRegex(@"^((LICEN[CS]E|NOTICE|COPYING|AUTHORS|CITATION).*|.*\.md)$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Paper();
}
