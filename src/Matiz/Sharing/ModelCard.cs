using System.Globalization;
using System.Text;
using Matiz.Data;
using Matiz.Formats;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Sharing;

/// <summary>
/// The <c>README.md</c> of a model folder: what the model is, what it was trained on, how good it is, how it is used. The lines between
/// the dashes are what the Hub reads.
/// </summary>
public sealed record ModelCard
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "README.md";

    /// <summary>What the model is called.</summary>
    public required string Name { get; init; }

    /// <summary>The model that training began with, as the Hub calls it or as it was named.</summary>
    public required string BaseModel { get; init; }

    /// <summary>The licence that follows from the base model, in the Hub's spelling; null: not stated.</summary>
    public string? License { get; init; }

    /// <summary>What it was trained on, in words.</summary>
    public required string DataDescription { get; init; }

    /// <summary>The model.</summary>
    public required SequenceClassificationModel Model { get; init; }

    /// <summary>The settings of the training.</summary>
    public required TrainingArguments Arguments { get; init; }

    /// <summary>Results under <c>eval_</c> and <c>test_</c>.</summary>
    public required IReadOnlyDictionary<string, double?> Results { get; init; }

    /// <summary>Writes the card into a model folder, whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder) => AtomicFile.WriteAllText(Path.Combine(folder, FileName), ToMarkdown());

    /// <summary>The text of the card.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("---\nlibrary_name: transformers\npipeline_tag: text-classification\n");
        if (License is not null) text.Append(CultureInfo.InvariantCulture, $"license: {LicenseName(License)}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"base_model: {MarkdownText.Yaml(BaseModel)}\ntags:\n- text-classification\n- matiz\n---\n\n");
        text.Append(CultureInfo.InvariantCulture, $"# {MarkdownText.Escape(Name)}\n\n{MarkdownText.Code(BaseModel)}, fine-tuned on ")
            .Append(CultureInfo.InvariantCulture, $"{MarkdownText.Escape(DataDescription)} with Matiz {Machine.Version}.\n");
        AppendLabels(text);
        AppendResults(text);
        AppendUse(text);
        AppendTraining(text);
        return text.ToString();
    }

    // The Hub's spellings stand as they are; any other text is quoted.
    private static string LicenseName(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
            ? name
            : MarkdownText.Yaml(name);

    private void AppendLabels(StringBuilder text)
    {
        var task = TextTask.For(Model);
        if (!task.HasClasses)
        {
            text.Append("\nIt gives one number for a text.\n");
            return;
        }

        text.Append(
            task.LabelKind == LabelKind.Indices
                ? "\nIt gives any number of these labels for a text:\n\n"
                : "\nIt gives one of these labels for a text:\n\n");
        foreach (string name in Model.Labels.Names) text.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Escape(name)}\n");
    }

    private void AppendResults(StringBuilder text)
    {
        var splits = MeasuredSplits.All
            .Where(split => Results.Keys.Any(key => key.StartsWith(split.Prefix + "_", StringComparison.Ordinal)))
            .ToList();
        if (splits.Count == 0) return;
        text.Append("\n## Results\n\n| metric |");
        foreach (var (split, _) in splits) text.Append(CultureInfo.InvariantCulture, $" {split} |");
        text.Append("\n| --- |").Insert(text.Length, " ---: |", splits.Count).Append('\n');
        foreach (var metric in Metrics.MetricCatalog.All)
        {
            if (!splits.Any(split => Results.ContainsKey($"{split.Prefix}_{metric.Name}"))) continue;
            text.Append(CultureInfo.InvariantCulture, $"| {metric.Name} |");
            foreach (var (_, prefix) in splits)
            {
                double? value = Results.GetValueOrDefault($"{prefix}_{metric.Name}");
                text.Append(
                    value is { } number && double.IsFinite(number) ? string.Create(
                        CultureInfo.InvariantCulture, $" {number:0.0000} |") : " – |");
            }

            text.Append('\n');
        }
    }

    private static void AppendUse(StringBuilder text) => text.Append(
        """

        ## Use

        ```
        matiz predict THIS-FOLDER "a text"
        ```

        ```csharp
        Prediction answer = TextClassifier.Load("THIS-FOLDER").Classify("a text");
        ```

        ```python
        from transformers import pipeline
        pipeline("text-classification", model="THIS-FOLDER")("a text")
        ```

        """.ReplaceLineEndings("\n"));

    private void AppendTraining(StringBuilder text)
    {
        var a = Arguments;
        string length = a.MaxSteps > 0
            ? $"{a.MaxSteps} {(a.MaxSteps == 1 ? "step" : "steps")}"
            : $"{a.Epochs.ToString("R", CultureInfo.InvariantCulture)} {(a.Epochs == 1 ? "epoch" : "epochs")}";
        text.Append("\n## Training\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"AdamW, {length}, learning rate {a.LearningRate} ({SettingNames.Name(a.Scheduler)}), batch size {a.BatchSize}");
        if (a.GradientAccumulation > 1) text.Append(CultureInfo.InvariantCulture, $" × {a.GradientAccumulation}");
        string limit = Counted.Words(TextLimit.ForModel(Model, a.MaxLength).MaxLength, "token");
        text.Append(CultureInfo.InvariantCulture, $", weight decay {a.WeightDecay}, texts cut at {limit}, seed {a.Seed}.\n");
        text.Append(CultureInfo.InvariantCulture, $"Every setting stands in `{RunSettings.FileName}` of the run.\n");
    }
}
