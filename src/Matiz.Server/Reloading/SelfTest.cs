using System.Globalization;
using Matiz.Models;
using Matiz.Server.Models;

namespace Matiz.Server.Reloading;

/// <summary>
/// What a version must do before it takes the place of another: answer a few texts with finite numbers, and be of the same kind, so that
/// clients find what they found before. Labels may have changed, which is said.
/// </summary>
internal static class SelfTest
{
    private const int MostNames = 8, LongTextWords = 600;

    private static readonly string[] Texts =
        ["I feel great.", "a", "¿Qué tal? 很好 🙂", string.Join(' ', Enumerable.Repeat("word", LongTextWords))];

    /// <summary>Tests a version that is to take another's place.</summary>
    /// <returns>What clients may notice: labels and sizes that changed.</returns>
    /// <exception cref="ModelException">It may not.</exception>
    public static IReadOnlyList<string> Run(ServedModel next, ServedModel current)
    {
        RequireKind(next, current);
        if (next.Classifier is { } classifier)
        {
            foreach (var answer in classifier.Classify(Texts))
            {
                if (answer.Scores.All(score => float.IsFinite(score.Score))) continue;
                throw new ModelException(
                    next.Files.Path, "the self-test gives a score that is no finite number. Finite ones were expected. Mend the model.");
            }
        }

        foreach (string text in Texts) next.Embeddings.Extract(text);
        return [.. Remarks(next, current)];
    }

    private static void RequireKind(ServedModel next, ServedModel current)
    {
        string found = KindOf(next), expected = KindOf(current);
        if (string.Equals(found, expected, StringComparison.Ordinal)) return;
        throw new ModelException(
            next.Files.Path,
            $"the new files are {found}, and {expected} is served. The same kind was expected, for the sake of its clients. "
            + "Put such a model there, or start the server anew.");
    }

    private static string KindOf(ServedModel model) =>
        model.Classifier is { } classifier ? $"a classifier ({classifier.ProblemType})" : "an embedding model";

    private static IEnumerable<string> Remarks(ServedModel next, ServedModel current)
    {
        if (next.Classifier?.Labels is { } labels && current.Classifier?.Labels is { } earlier
            && !labels.Names.SequenceEqual(earlier.Names, StringComparer.Ordinal))
        {
            string[] added = [.. labels.Names.Except(earlier.Names, StringComparer.Ordinal)];
            string[] gone = [.. earlier.Names.Except(labels.Names, StringComparer.Ordinal)];
            yield return added.Length + gone.Length == 0 ? "its labels have another order"
                : $"its labels changed (new: {Listed(added)}; gone: {Listed(gone)})";
        }

        if (next.Embeddings.Dimensions != current.Embeddings.Dimensions)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"its vectors have {next.Embeddings.Dimensions} numbers instead of {current.Embeddings.Dimensions}");
        }
    }

    private static string Listed(string[] names) => names.Length == 0 ? "none"
        : string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? ", …" : "");
}
