using Matiz.Models;

namespace Matiz.Inference.Pipeline;

/// <summary>Which member of an enum each label of a model is.</summary>
internal static class EnumLabels
{
    /// <summary>The members by the names of the labels: exactly, else whatever the case.</summary>
    /// <returns>One a label, in label order.</returns>
    /// <exception cref="ModelException">A label has no member, a member no label, or more than one.</exception>
    public static TLabel[] ByName<TLabel>(SequenceClassificationModel model)
        where TLabel : struct, Enum
    {
        RequireClasses(model);
        string[] names = Enum.GetNames<TLabel>();
        var unused = new HashSet<string>(names, StringComparer.Ordinal);
        var members = new TLabel[model.Labels.Count];
        var without = new List<string>();
        for (int label = 0; label < members.Length; label++)
        {
            string name = model.Labels.Names[label];
            if (Find(names, name) is { } member && unused.Remove(member)) members[label] = Enum.Parse<TLabel>(member);
            else without.Add(name);
        }

        if (without.Count == 0 && unused.Count == 0) return members;
        string[] faults =
        [
            .. without.Count > 0 ? [$"no member for {Listed(without)}"] : (string[])[],
            .. unused.Count > 0 ? [$"no label for {Listed(names.Where(unused.Contains))}"] : (string[])[],
        ];
        throw new ModelException(
            model.Config.Path,
            $"the model's labels are {Listed(model.Labels.Names)}, the members of {typeof(TLabel).Name} {Listed(names)}: there is "
            + $"{string.Join(" and ", faults)}. One member for each label was expected. Rename the members, or give a mapping "
            + "(TextClassifier.WithLabels).");
    }

    /// <summary>The members by a caller's mapping.</summary>
    /// <returns>One a label, in label order.</returns>
    /// <exception cref="ModelException">A label is not mapped, or the mapping names others.</exception>
    public static TLabel[] ByMapping<TLabel>(SequenceClassificationModel model, IReadOnlyDictionary<string, TLabel> labels)
        where TLabel : struct, Enum
    {
        RequireClasses(model);
        var missing = model.Labels.Names.Where(name => !labels.ContainsKey(name)).ToList();
        var unknown = labels.Keys.Where(name => !model.Labels.Names.Contains(name, StringComparer.Ordinal)).ToList();
        if (missing.Count == 0 && unknown.Count == 0) return [.. model.Labels.Names.Select(name => labels[name])];
        string[] faults =
        [
            .. missing.Count > 0 ? [$"lacks {Listed(missing)}"] : (string[])[],
            .. unknown.Count > 0 ? [$"has {Listed(unknown)}, which the model has not"] : (string[])[],
        ];
        throw new ModelException(
            model.Config.Path,
            $"the model's labels are {Listed(model.Labels.Names)}, but the mapping to {typeof(TLabel).Name} "
            + $"{string.Join(" and ", faults)}. A member for each label was expected. Correct the mapping.");
    }

    // Of names that differ in case alone only the exact one is meant.
    private static string? Find(string[] names, string label)
    {
        if (Array.IndexOf(names, label) >= 0) return label;
        string[] alike = Array.FindAll(names, name => name.Equals(label, StringComparison.OrdinalIgnoreCase));
        return alike is [var only] ? only : null;
    }

    private static void RequireClasses(SequenceClassificationModel model)
    {
        if (Tasks.TextTask.For(model).HasClasses) return;
        throw new ModelException(
            model.Config.Path,
            $"this model gives numbers (problem type {model.ProblemType}), which are no members of an enum. A model with labels was "
            + "expected. Use Prediction.Value.");
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
