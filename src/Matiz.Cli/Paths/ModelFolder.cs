using Matiz.Formats.Disk;

namespace Matiz.Cli.Paths;

/// <summary>
/// Which files of a folder make a model or a run, so that a user's own files beside them can be written as often as wanted.
/// </summary>
internal static class ModelFolder
{
    private const string Settings = "training_args.json";

    private static readonly HashSet<string> ModelNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "config.json", "generation_config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt", "modules.json",
        "sentence_bert_config.json",
        "config_sentence_transformers.json", "calibration.json", "README.md",
    };

    private static readonly HashSet<string> RunNames = new(StringComparer.OrdinalIgnoreCase)
    {
        Settings, "trainer_state.json", "run_state.json", "dataset_info.json", "predictions.jsonl", "all_results.json",
        "train_results.json", "eval_results.json", "test_results.json", "baselines.json", "run.lock",
    };

    private static readonly string[] Ends = [".safetensors", ".index.json", ".bin", ".model", ".h5", ".msgpack", ".onnx", ".pt", ".ckpt"];

    /// <summary>Whether a file of this name is one of a model or a run. A report is none: a new one replaces it.</summary>
    public static bool IsOwn(string path) => RunNames.Contains(Path.GetFileName(path)) || IsOfAModel(path);

    /// <summary>The files of a model or a run in a folder, and in its modules and checkpoints.</summary>
    public static IReadOnlyList<string> FilesIn(string folder)
    {
        try
        {
            if (File.Exists(folder)) return [folder];           // one file of weights
            if (folder.Length == 0 || !Directory.Exists(folder)) return [];
            var inner = Directory.EnumerateDirectories(folder).Where(IsPart).SelectMany(part => Directory.EnumerateFiles(part));
            bool isRun = File.Exists(Path.Combine(folder, Settings));
            return [.. Directory.EnumerateFiles(folder).Concat(inner).Where(isRun ? IsOwn : IsOfAModel)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];                                          // the command itself says what may not be read
        }
    }

    /// <summary>The folders that have to be entered for the files of a model or a run.</summary>
    public static IEnumerable<string> FoldersOf(string folder) =>
        FileFacts.MayEnter(folder) ? Directory.EnumerateDirectories(folder).Where(IsPart).Prepend(folder) : [folder];

    private static bool IsOfAModel(string path) =>
        ModelNames.Contains(Path.GetFileName(path)) || Ends.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    // checkpoint-N of a run, 1_Pooling and 2_Dense of sentence-transformers
    private static bool IsPart(string folder)
    {
        string name = Path.GetFileName(folder);
        return name.StartsWith("checkpoint-", StringComparison.Ordinal)
            || (char.IsAsciiDigit(name[0]) && name.Contains('_', StringComparison.Ordinal));
    }
}
