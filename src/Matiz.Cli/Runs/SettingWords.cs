using Matiz.Cli.Options;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>
/// Differences between the settings of two runs in the words of the command line, not in those of the file that records them.
/// </summary>
internal static class SettingWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["train_file"] = "--train",
        ["validation_file"] = "--validation",
        ["test_file"] = "--test",
        ["dataset_name"] = "--dataset",
        ["dataset_config_name"] = "--dataset-config",
        ["dataset_revision"] = "--dataset-revision",
        ["dataset_commit"] = "commit of --dataset",
        ["dataset_splits"] = "--dataset-split",
        ["validation_fraction"] = "--validation-fraction",
        ["data_format"] = "--format",
        ["text_column"] = "--text-column",
        ["text_pair_column"] = "--text-pair-column",
        ["label_column"] = "--label-column",
        ["id_column"] = "--id-column",
        ["label_columns"] = "--label-columns",
        ["delimiter"] = "--delimiter",
        ["quoting"] = "--quoting",
        ["sheet"] = "--sheet",
        ["label_separator"] = "--label-separator",
        ["label_names"] = "--labels",
        ["problem_type"] = "--problem-type",
        ["model_name_or_path"] = "--model",
        ["model_revision"] = "--revision",
        ["device"] = "--device",
        ["precision"] = "--precision",
        ["computed"] = "what is computed in",
        ["kernel_variant"] = "kernels (MATIZ_KERNELS)",
        ["labels"] = "labels",
        ["train_rows"] = "training rows",
        ["eval_rows"] = "validation rows",
        ["effective_max_length"] = "tokens at which texts are cut",
        ["data_files"] = "data files",
        ["dataset"] = "data",
    };

    /// <summary><c>--epochs: 2 recorded, 3 given; --keep: best recorded, last given</c>.</summary>
    public static string Describe(IEnumerable<SettingDifference> differences, TrainingOptionSet training) =>
        string.Join("; ", differences.Select(difference => Describe(difference, training)).Distinct(StringComparer.Ordinal));

    private static string Describe(SettingDifference difference, TrainingOptionSet training) => difference.Key switch
    {
        "train_fingerprint" => "training rows: others are read from the files than at the beginning",
        "eval_fingerprint" => "validation rows: others are read from the files than at the beginning",
        var key => $"{training.OptionOf(key) ?? Names.GetValueOrDefault(key, key)}: "
            + $"{Value(key, difference.Recorded)} recorded, {Value(key, difference.Given)} given",
    };

    private static string Value(string key, string json) => (key, json) switch
    {
        ("load_best_model_at_end", "true") => "best",
        ("load_best_model_at_end", "false") => "last",
        (_, "null") => "none",
        (_, ['"', .. var text, '"']) => text,
        (_, ['[', '"', .. var list, '"', ']']) => list.Replace("\",\"", ", ", StringComparison.Ordinal),
        _ => json,
    };
}
