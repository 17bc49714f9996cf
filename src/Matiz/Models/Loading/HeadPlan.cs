using System.Globalization;
using Matiz.Data;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>
/// What becomes of a checkpoint's classification head: under which labels, whether it must be whole, whether its last layer is kept.
/// </summary>
/// <param name="Head">The head.</param>
/// <param name="Config">The settings of the model to be made, its labels among them.</param>
internal sealed partial record HeadPlan(ModelHead Head, ModelConfig Config)
{
    /// <summary>Whether tensors of the head that the checkpoint lacks are initialised; false: they must be there.</summary>
    public bool MayBeNew { get; init; }

    /// <summary>Why the last layer is replaced by a new one although its shape fits; null: it is kept.</summary>
    public string? WhyNew { get; init; }

    /// <summary>What was trained elsewhere in the folder and is given up for a new head; null: nothing.</summary>
    public string? GivenUp { get; init; }

    /// <summary>What is to be said of the labels; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The tensors of a whole head that a checkpoint lacks.</summary>
    public static IReadOnlyList<string> MissingTensors(WeightFiles weights, Architecture architecture, ModelHead head)
    {
        bool hasPrefix = weights.Names.Any(name => name.StartsWith(architecture.Prefix, StringComparison.Ordinal));
        return [.. head.Tensors.Where(name => !weights.TryGet(
            !hasPrefix && name.StartsWith(architecture.Prefix, StringComparison.Ordinal) ? name[architecture.Prefix.Length..] : name,
            out _))];
    }

    /// <summary>The plan of a classifier that is made of a checkpoint.</summary>
    /// <param name="found">The settings as they were read.</param>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="head">The head of the architecture that the settings name.</param>
    /// <param name="labels">The labels that the caller asks for; null: those of the checkpoint, whose head must be whole then.</param>
    /// <param name="problemType">What a label is; null: as the settings say, else by the number of labels.</param>
    /// <exception cref="ModelException">No labels are asked for, and the settings say that the head is another task's.</exception>
    public static HeadPlan For(ModelConfig found, WeightFiles weights, ModelHead head, ClassLabel? labels, ProblemType? problemType)
    {
        int? rows = RowsOf(weights, head.Output + ".weight") ?? RowsOf(weights, head.Output + ".bias");
        if (labels is not null) return ForLabels(head, found, rows, labels, problemType);
        RequireOwnHead(found, head);
        var config = rows is { } count && !found.HasLabels && count != found.NumLabels ? found.WithDefaultLabels(count) : found;
        config = problemType is { } type ? config.WithProblemType(type) : config;
        if (rows is not null) RequireOneNumber(config);
        return new HeadPlan(head, config);
    }

    /// <summary>Refuses a regression of several numbers a text: a label is one number here.</summary>
    /// <exception cref="ModelException">The settings say regression and name several labels.</exception>
    public static void RequireOneNumber(ModelConfig config)
    {
        if (config.ProblemType.LabelKind != LabelKind.Value || config.NumLabels == 1) return;
        throw new ModelException(config.Path,
            $"'problem_type' is regression, but the model has {config.NumLabels} outputs. One output, the number of a text, was expected. "
            + "Correct 'problem_type' where these are classes; otherwise train a model with one number a text "
            + "(FineTuning.Run with DataOptions.ProblemType = regression).");
    }

    /// <summary>The same plan where the folder's own head, a layer on pooled features, is given up: its labels keep their order.</summary>
    /// <param name="found">The settings as they were read.</param>
    /// <param name="labels">The labels that the caller asks for.</param>
    /// <param name="head">What the head is called.</param>
    public HeadPlan InPlaceOf(ModelConfig found, ClassLabel labels, string head)
    {
        var plan = this with { GivenUp = head };
        var trained = found.Labels;
        if (trained.Names.SequenceEqual(labels.Names, StringComparer.Ordinal) || !trained.HasSameNames(labels)) return plan;
        return plan with
        {
            Config = found.WithLabels(trained, Config.ProblemType),
            Note = $"the labels keep the order of the model: {trained.Listed()}.",
        };
    }

    private static int? RowsOf(WeightFiles weights, string name) =>
        weights.TryGet(name, out var entry) && entry.Shape is [> 0 and <= int.MaxValue and var rows, ..] ? (int)rows : null;

    private static HeadPlan ForLabels(ModelHead head, ModelConfig found, int? rows, ClassLabel labels, ProblemType? problemType)
    {
        var byCount = labels.Count == 1 ? ProblemType.Regression : ProblemType.SingleLabelClassification;
        var asked = problemType ?? (found.HasProblemType ? found.ProblemType : byCount);
        var plan = new HeadPlan(head, found.WithLabels(labels, asked)) { MayBeNew = true };
        RequireOneNumber(plan.Config);
        if (rows != labels.Count) return plan;
        var named = found.HasLabels ? found : found.WithDefaultLabels(labels.Count);
        var trained = named.Labels;
        if (LookalikeClass(found, head) is { } other) return plan with { WhyNew = $"the checkpoint's head is that of {other}" };
        if (trained.Count != labels.Count)
            return plan with { WhyNew = $"the checkpoint's head has {rows} rows, but config.json names {trained.Count} labels" };
        bool wasNumber = named.ProblemType.LabelKind == LabelKind.Value;
        if (wasNumber != (asked.LabelKind == LabelKind.Value))
        {
            return plan with
            {
                WhyNew = wasNumber
                    ? "the checkpoint's head gives numbers, classes are asked for"
                    : "the checkpoint's head gives classes, numbers are asked for",
            };
        }

        if (wasNumber) return plan with { Config = named.WithProblemType(asked) };
        if (trained.Names.SequenceEqual(labels.Names, StringComparer.Ordinal)) return plan;
        if (trained.HasSameNames(labels))
        {
            return plan with
            {
                Config = found.WithLabels(trained, asked),
                Note = $"the labels keep the order of the model: {trained.Listed()}.",
            };
        }

        var indices = Enumerable.Range(0, labels.Count).Select(index => index.ToString(CultureInfo.InvariantCulture));
        string hint = labels.Names.SequenceEqual(indices, StringComparer.Ordinal)
            ? "; where these numbers are the indices of the former, name them so: DataOptions.LabelNames keeps the head"
            : "";
        return plan with { WhyNew = $"the checkpoint's labels are {trained.Listed()}; {labels.Listed()} are asked for{hint}" };
    }
}
