using System.Diagnostics.CodeAnalysis;

namespace Matiz.Metrics;

/// <summary>The wording of every complaint of the metrics: what was found, what was expected, what to do.</summary>
internal static class MetricErrors
{
    internal static InvalidOperationException NoRows() => new(
        "no row was added, but a metric needs at least one: add rows first, or leave the metrics of an empty split out.");

    internal static InvalidOperationException NoLosses() => new(
        "the rows came without losses, but the mean loss needs them: give every row its loss.");

    internal static InvalidOperationException ScoresNotKept(string metric, string switchName) => new(
        $"{metric} needs the value of every row, but only counts were kept: create the metrics with {switchName}: true.");

    [DoesNotReturn]
    internal static void NoClasses(int found, string parameter) => throw new ArgumentOutOfRangeException(
        parameter, found, $"found {found} classes, expected at least 1: pass the length of the label list.");

    [DoesNotReturn]
    internal static void NoOutputs(int found, string parameter) => throw new ArgumentOutOfRangeException(
        parameter, found, $"found {found} outputs, expected at least 1: pass how many numbers a row predicts.");

    [DoesNotReturn]
    internal static void TooManyClasses(int found, int limit, string parameter) => throw new ArgumentOutOfRangeException(
        parameter, found, $"found {found} classes, expected at most {limit}: a confusion matrix would need {8L * found * found} bytes.");

    [DoesNotReturn]
    internal static void ClassIndex(string what, int found, int classes, string parameter) => throw new ArgumentOutOfRangeException(
        parameter, found, $"{what} is class {found}, expected 0 to {classes - 1}: does the label list belong to these rows?");

    [DoesNotReturn]
    internal static void ClassTwice(string parameter) => throw new ArgumentException(
        "found a class twice in the selection, expected each at most once: remove the second.", parameter);

    [DoesNotReturn]
    internal static void Length(string what, int found, long expected, string parameter) => throw new ArgumentException(
        $"found {found} {what}, expected {expected}: pass one for each.", parameter);

    [DoesNotReturn]
    internal static void NotFinite(string what, long row, double found, string parameter) => throw new ArgumentException(
        $"{what} of row {row} (from 0) is {Text(found)}, expected a finite number: did training diverge? Lower the learning rate.",
        parameter);

    [DoesNotReturn]
    internal static void NotProbability(long row, int index, double found, string parameter) => throw new ArgumentException(
        $"score {index} of row {row} (from 0) is {Text(found)}, expected a probability in [0, 1]: " +
        "pass scores after softmax or sigmoid, not logits.", parameter);

    [DoesNotReturn]
    internal static void NotADistribution(long row, double sum, string parameter) => throw new ArgumentException(
        $"the scores of row {row} (from 0) sum to {Text(sum)}, expected 1: pass scores after softmax.", parameter);

    [DoesNotReturn]
    internal static void NotALabelFlag(long row, int index, int found, string parameter) => throw new ArgumentOutOfRangeException(
        parameter, found, $"truth of label {index} in row {row} (from 0) is {found}, expected 0 or 1.");

    [DoesNotReturn]
    internal static void LossOnSomeRows(long row, bool given, string parameter) => throw new ArgumentException(
        $"row {row} (from 0) comes {(given ? "with" : "without")} a loss, unlike the rows before it: give every row a loss, or none.",
        parameter);

    [DoesNotReturn]
    internal static void Beta(double found, string parameter) => throw new ArgumentOutOfRangeException(
        parameter, found, $"beta is {Text(found)}, expected 0 or more: 1 weighs precision and recall alike.");

    [DoesNotReturn]
    internal static void Threshold(double found, string parameter) => throw new ArgumentException(
        $"a threshold is {Text(found)}, expected a finite number: 0.5 is the usual one.", parameter);

    [DoesNotReturn]
    internal static void TopK(int found, int classes, string parameter) => throw new ArgumentOutOfRangeException(
        parameter, found, $"k is {found}, expected 1 to {classes}, the number of classes.");

    [DoesNotReturn]
    internal static void PairsHaveNoMicro(string parameter) => throw new ArgumentOutOfRangeException(
        parameter, Averaging.Micro, "micro averaging is not defined over pairs of classes, expected Macro or Weighted.");

    [DoesNotReturn]
    internal static void Unknown<T>(T found, string parameter)
        where T : struct, Enum => throw new ArgumentOutOfRangeException(
        parameter, found, $"found '{found}', expected one of {string.Join(", ", Enum.GetNames<T>())}.");

    [DoesNotReturn]
    internal static void NameTaken(string name, string parameter) => throw new ArgumentException(
        $"there is a metric '{name}' for these rows already. A name of its own was expected. Rename it.", parameter);

    [DoesNotReturn]
    internal static void OtherDirection(string name, string parameter) => throw new ArgumentException(
        $"'{name}' is a metric of other rows already, with the other direction. One direction for a name was expected. Rename it.",
        parameter);

    [DoesNotReturn]
    internal static void NoKey(string name, string parameter) => throw new ArgumentException(
        $"'{name}' is no name of a metric. Lower-case letters, digits and underscores were expected, without eval_ or test_ in front. "
        + "Rename it.",
        parameter);

    private static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
