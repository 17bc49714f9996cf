using Matiz.Data;

namespace Matiz.Sharing.Cards;

/// <summary>
/// What the Hub reads of a card: the YAML between its dashes, keys in the order of the reference's trainer, <c>model-index</c> with the
/// measured metrics. What is not known is left out.
/// </summary>
internal static class CardYaml
{
    private const string Task = "text-classification";

    // A metric of a run, the Hub's id for it and the name that is shown. What has no id on the Hub stands in the body alone.
    private static readonly (string Key, string Type, string Name)[] OneLabel =
    [
        ("accuracy", "accuracy", "Accuracy"), ("f1_weighted", "f1", "F1 (weighted)"), ("f1_macro", "f1", "F1 (macro)"),
        ("precision_weighted", "precision", "Precision (weighted)"), ("recall_weighted", "recall", "Recall (weighted)"),
        ("matthews_correlation", "matthews_correlation", "Matthews correlation"),
    ];

    private static readonly (string Key, string Type, string Name)[] SeveralLabels =
    [
        ("f1_micro", "f1", "F1 (micro)"), ("f1_macro", "f1", "F1 (macro)"), ("f1_weighted", "f1", "F1 (weighted)"),
        ("subset_accuracy", "accuracy", "Accuracy (all labels of a text)"),
    ];

    private static readonly (string Key, string Type, string Name)[] Numbers =
    [
        ("mse", "mse", "Mean squared error"), ("mae", "mae", "Mean absolute error"), ("pearson", "pearsonr", "Pearson correlation"),
        ("spearman", "spearmanr", "Spearman correlation"),
    ];

    /// <summary>The lines between the dashes, these included.</summary>
    public static string Write(CardFacts facts)
    {
        using var yaml = new YamlWriter();
        yaml.Mapping(() =>
        {
            yaml.Text("library_name", facts.IsPooled ? "sentence-transformers" : "transformers");
            yaml.Text("pipeline_tag", Task);
            if (facts.Data?.Languages is { Count: > 0 } languages) yaml.Texts("language", languages);
            if (facts.Base?.License is { } license) yaml.Text("license", license);
            if (facts.Base?.HubId is { } id)
            {
                yaml.Text("base_model", id);
                yaml.Text("base_model_relation", "finetune");
            }

            yaml.Texts("tags", facts.IsPooled ? [Task, "sentence-transformers", "matiz"] : [Task, "matiz"]);
            if (facts.Data?.HubId is { } dataset) yaml.Texts("datasets", [dataset]);
            WriteResults(yaml, facts);
        });
        return $"---\n{yaml}---\n";
    }

    private static void WriteResults(YamlWriter yaml, CardFacts facts)
    {
        var metrics = facts.Task.LabelKind switch
        {
            LabelKind.Index => OneLabel,
            LabelKind.Indices => SeveralLabels,
            _ => Numbers,
        };
        (string Split, string Prefix)[] splits = facts.Data is null
            ? []
            : [.. facts.Measured.Where(split => metrics.Any(metric => facts.Result(split.Prefix, metric.Key) is not null))];
        if (splits.Length == 0) return;
        yaml.Texts("metrics", metrics
            .Where(metric => splits.Any(split => facts.Result(split.Prefix, metric.Key) is not null))
            .Select(static metric => metric.Type)
            .Distinct(StringComparer.Ordinal));
        yaml.List("model-index", () => yaml.Mapping(() =>
        {
            yaml.Text("name", facts.Name);
            yaml.List("results", () =>
            {
                foreach (var split in splits) yaml.Mapping(() => WriteResult(yaml, facts, split, metrics));
            });
        }));
    }

    // The Hub refuses an entry without task, dataset or metrics, and a dataset without a type: 'unknown' is what others write there.
    private static void WriteResult(
        YamlWriter yaml, CardFacts facts, (string Split, string Prefix) split, (string Key, string Type, string Name)[] metrics)
    {
        var data = facts.Data!;
        yaml.Mapping("task", () =>
        {
            yaml.Text("type", Task);
            yaml.Text("name", "Text Classification");
        });
        yaml.Mapping("dataset", () =>
        {
            yaml.Text("name", data.HubId ?? data.NameOf(split.Split));
            yaml.Text("type", data.HubId ?? "unknown");
            if (data.Configuration is { } configuration) yaml.Text("config", configuration);
            yaml.Text("split", split.Split);
            if (data.Revision is { } revision) yaml.Text("revision", revision);
        });
        yaml.List("metrics", () =>
        {
            foreach (var (key, type, name) in metrics)
            {
                if (facts.Result(split.Prefix, key) is not { } value) continue;
                yaml.Mapping(() =>
                {
                    yaml.Text("type", type);
                    yaml.Number("value", value);
                    yaml.Text("name", name);
                });
            }
        });
    }
}
