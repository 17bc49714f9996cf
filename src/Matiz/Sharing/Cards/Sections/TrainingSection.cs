using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Training;

namespace Matiz.Sharing.Cards.Sections;

/// <summary>How it was trained: the settings that decide the weights, and how loss and metrics went.</summary>
internal sealed class TrainingSection : ICardSection
{
    private const int MostEvaluations = 30;

    // Setting and what it is called; one that is not set, or off, is left out.
    private static readonly (string Key, string Name, string? Off)[] FineTuned =
    [
        ("learning_rate", "learning rate", null), ("lr_scheduler_type", "schedule of the rate", null),
        ("warmup_steps", "warm-up steps", "0"),
        ("warmup_ratio", "warm-up, share of the steps", "0"), ("per_device_train_batch_size", "batch size", null),
        ("gradient_accumulation_steps", "batches a step", "1"), ("num_train_epochs", "epochs asked for", null),
        ("max_steps", "steps asked for", "-1"), ("weight_decay", "weight decay", null), ("adam_beta1", "AdamW β₁", null),
        ("adam_beta2", "AdamW β₂", null), ("adam_epsilon", "AdamW ε", null), ("max_grad_norm", "gradients clipped at the norm", "0"),
        ("label_smoothing_factor", "label smoothing", "0"), ("class_weights", "class weights", null), ("freeze", "frozen parts", null),
        ("early_stopping_patience", "patience, in evaluations", null), ("effective_max_length", "texts cut at, in tokens", null),
        ("seed", "seed", null), ("precision", "precision", null), ("kernel_variant", "kernels", null),
    ];

    private static readonly (string Key, string Name, string? Off)[] Pooled =
    [
        ("pooling", "pooling", null), ("layer", "layer", null), ("C", "inverse penalty C", null), ("max_iter", "iterations at most", null),
        ("class_weights", "class weights", null), ("effective_max_length", "texts cut at, in tokens", null),
        ("computed", "precision", null), ("kernel_variant", "kernels", null),
    ];

    private const string Fitted =
        "The encoder was left as it was: logistic regression (L2 penalty, L-BFGS) was fitted to the features of the training rows.";

    public string Heading => "Training";

    public bool AppliesTo(CardFacts facts) => facts.IsTrained;

    public void Write(CardWriter card, CardFacts facts)
    {
        bool isPooled = facts.Text("command") is "features";
        card.Paragraph($"{(isPooled ? new Markdown(Fitted) : Done(facts))}");
        card.Table(
            [("setting", false), ("value", false)],
            (isPooled ? Pooled : FineTuned)
                .Where(setting => IsSet(facts, setting.Key, setting.Off))
                .Select(setting =>
                    (IReadOnlyList<Markdown>)[Markdown.Text(setting.Name), Markdown.Text(ValueOf(facts.Settings[setting.Key]!))]));
        if (!isPooled) WriteCourse(card, facts);
    }

    private static Markdown Done(CardFacts facts)
    {
        var what = facts.Text("freeze") is null
            ? new Markdown("Every weight was trained with AdamW")
            : new Markdown("The weights that are not frozen were trained with AdamW");
        return facts.Results.GetValueOrDefault("total_steps") is { } steps && facts.Results.GetValueOrDefault("epoch") is { } epochs
            ? Markdown.From(
                $"{what}: {CardNumbers.Counted((long)steps, "step")}, {CardNumbers.Setting(Math.Round(epochs, 2))} "
                + $"{(epochs == 1 ? "epoch" : "epochs")}.")
            : Markdown.From($"{what}.");
    }

    private static bool IsSet(CardFacts facts, string key, string? off) =>
        facts.Settings[key] is { } value && !string.Equals(ValueOf(value), off, StringComparison.Ordinal)
        && !(key is "num_train_epochs" && IsSet(facts, "max_steps", "-1"));     // steps count then

    private static string ValueOf(JsonNode value) => value switch
    {
        JsonValue number when number.GetValueKind() == JsonValueKind.Number && number.TryGetValue(out double read) =>
            CardNumbers.Setting(read),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static void WriteCourse(CardWriter card, CardFacts facts)
    {
        var evaluations = facts.History.Where(static entry => entry.IsEvaluation).ToList();
        if (evaluations.Count == 0) return;
        string[] metrics = [.. facts.Task.Curves.Where(name => evaluations[0].Values.ContainsKey("eval_" + name))];
        int every = ((evaluations.Count - 1) / MostEvaluations) + 1;
        card.Table(
            [
                ("step", true), ("epoch", true), ("training loss", true), ("validation loss", true),
                .. metrics.Select(static name => (name, true)),
            ],
            evaluations.Where((_, at) => (evaluations.Count - 1 - at) % every == 0).Select(entry => (IReadOnlyList<Markdown>)
            [
                Markdown.Count(entry.Step), new Markdown(CardNumbers.Setting(Math.Round(entry.Epoch, 2))),
                Markdown.Measure(LossBefore(facts.History, entry.Step)), Markdown.Measure(entry.Values.GetValueOrDefault("eval_loss")),
                .. metrics.Select(name => Markdown.Measure(entry.Values.GetValueOrDefault("eval_" + name))),
            ]));
    }

    // The training loss that was logged last up to the step of an evaluation.
    private static double? LossBefore(IReadOnlyList<LogEntry> history, int step) =>
        history.LastOrDefault(entry => entry.Loss is not null && entry.Step <= step)?.Loss;
}
