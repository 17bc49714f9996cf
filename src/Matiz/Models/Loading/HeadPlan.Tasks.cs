using Matiz.Data;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <content>Heads of other tasks than the class of a text, and how tasks are told apart.</content>
internal sealed partial record HeadPlan
{
    // Ends of class names whose heads can have each other's tensor names, and another meaning.
    private static readonly string[] Lookalikes =
        ["ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering", "ForMultipleChoice"];

    /// <summary>
    /// The class of another task's head that a config names, which the tensors' names may not tell from this one's; null: none.
    /// </summary>
    public static string? LookalikeClass(ModelConfig config, ModelHead head) =>
        config.Architectures is [var name, ..] && Array.Find(Lookalikes, end => name.EndsWith(end, StringComparison.Ordinal)) is { } kind
        && !head.ClassName.EndsWith(kind, StringComparison.Ordinal) ? name : null;

    /// <summary>The plan of a token classifier that is made of a checkpoint.</summary>
    /// <param name="found">The settings as they were read.</param>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="head">The head of the architecture that the settings name.</param>
    /// <param name="labels">The labels that the caller asks for; null: those of the checkpoint, whose head must be whole then.</param>
    /// <exception cref="ModelException">No labels are asked for, and the settings say that the head is another task's.</exception>
    public static HeadPlan ForTokens(ModelConfig found, WeightFiles weights, ModelHead head, ClassLabel? labels)
    {
        int? rows = RowsOf(weights, head.Output + ".weight") ?? RowsOf(weights, head.Output + ".bias");
        var named = rows is { } count && !found.HasLabels && count != found.NumLabels ? found.WithDefaultLabels(count) : found;
        if (labels is null)
        {
            RequireOwnHead(found, head);
            return new HeadPlan(head, named);
        }

        var plan = new HeadPlan(head, found.WithLabels(labels)) { MayBeNew = true };
        if (rows != labels.Count) return plan;
        var trained = named.Labels;
        if (LookalikeClass(found, head) is { } other) return plan with { WhyNew = $"the checkpoint's head is that of {other}" };
        if (trained.Count != labels.Count)
            return plan with { WhyNew = $"the checkpoint's head has {rows} rows, but config.json names {trained.Count} labels" };
        if (trained.Names.SequenceEqual(labels.Names, StringComparer.Ordinal)) return plan;
        return trained.HasSameNames(labels)
            ? plan with
            {
                Config = found.WithLabels(trained),
                Note = $"the labels keep the order of the model: {trained.Listed()}.",
            }
            : plan with { WhyNew = $"the checkpoint's labels are {trained.Listed()}; {labels.Listed()} are asked for" };
    }

    /// <summary>The plan of a model whose outputs have no labels: question answering, masked words.</summary>
    /// <param name="found">The settings as they were read.</param>
    /// <param name="head">The head of the architecture that the settings name.</param>
    /// <param name="newHead">Whether what the head lacks is initialised.</param>
    /// <exception cref="ModelException">No new head is asked for, and the settings say that the head is another task's.</exception>
    public static HeadPlan WithoutLabels(ModelConfig found, ModelHead head, bool newHead)
    {
        if (!newHead) RequireOwnHead(found, head);
        // The labels of another task that these weights had; two unnamed ones say nothing.
        bool hasLabelsOfAnother = newHead && !found.Architectures.Contains(head.ClassName, StringComparer.Ordinal);
        return new HeadPlan(head, hasLabelsOfAnother ? found.WithoutLabels() : found)
        {
            MayBeNew = newHead,
            WhyNew = newHead && LookalikeClass(found, head) is { } other ? $"the checkpoint's head is that of {other}" : null,
        };
    }

    // For messages: another task's head would answer a question that nobody asked.
    private static void RequireOwnHead(ModelConfig found, ModelHead head)
    {
        if (LookalikeClass(found, head) is not { } other) return;
        var words = HeadWords.For(head);
        throw new ModelException(found.Path,
            $"'architectures' is {other}, whose head answers another question than {words.Question}. "
            + $"{words.ModelAtStart} was expected. {words.HowToTrain}");
    }
}
