using Matiz.Data;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>The order of classes where the rows know them by their places alone.</summary>
internal static class LabelOrder
{
    /// <summary>
    /// Refuses rows whose numbers or flags were read in another order than that of the trained model that goes on learning: the saved model
    /// would read the same rows in its own.
    /// </summary>
    /// <param name="data">The rows, in the order of the given names.</param>
    /// <param name="model">The classes of the model, in its order.</param>
    /// <exception cref="TrainingException">The orders differ.</exception>
    public static void Require(DatasetDict data, ClassLabel model)
    {
        if (data.LabelReading is not (LabelReading.Indices or LabelReading.Flags) || data.Labels is not { } given) return;
        if (given.Names.SequenceEqual(model.Names, StringComparer.Ordinal) || !model.HasSameNames(given)) return;
        string[] names = [.. model.Names.Select(name => name.Trim())];
        if (names.SequenceEqual(given.Names, StringComparer.Ordinal)) return;
        throw new TrainingException(
            $"the labels of the rows are {data.LabelReading.Value.ToWord()} in the order of DataOptions.LabelNames ({Listed(given)}), "
            + $"but the model has the order {Listed(model)}, which it keeps. "
            + "One order was expected: the trained model reads the same rows in its own. "
            + "Give DataOptions.LabelNames in the model's order and rows that are numbered so, or write names in the place of numbers.");
    }

    private static string Listed(ClassLabel labels)
    {
        const int Most = 20;
        string listed = string.Join(", ", labels.Names.Take(Most).Select(name => $"'{name}'"));
        return labels.Count > Most ? $"{listed}, … ({labels.Count} in all)" : listed;
    }
}
