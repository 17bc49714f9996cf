using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Matiz.Data;

namespace Matiz.Learning;

/// <summary>
/// The wording of every complaint about features, labels and probabilities: what was found, what was expected, what to do. What data
/// can cause is a <see cref="DataException"/>; what only a caller can cause is an <see cref="ArgumentException"/>.
/// </summary>
internal static class LearningErrors
{
    [DoesNotReturn]
    internal static void Length(string what, long found, long expected, string parameter) => throw new ArgumentException(
        $"found {found} {what}, expected {expected}: pass one for each.", parameter);

    [DoesNotReturn]
    internal static void NoRows(string what) => throw new DataException(
        $"{what} no rows. At least one was expected. Give rows, or leave the empty split out.");

    [DoesNotReturn]
    internal static void NotFinite(string what, string row, int column, double found) => throw new DataException(
        $"{what} in {row}, column {column} (from 0) is {Text(found)}. A finite number was expected. " +
        "Remove or correct that row; if many rows are so, the encoder's weights are damaged.");

    [DoesNotReturn]
    internal static void Columns(int found, int expected, string parameter) => throw new ArgumentException(
        $"found {found} features a row, expected the {expected} of fitting: use the same model, layer and pooling for both.", parameter);

    [DoesNotReturn]
    internal static void NegativeLabel(string row, int found) => throw new DataException(
        $"the label of {row} is {found}. A class index from 0 was expected. Give every row a label, or leave it out.");

    [DoesNotReturn]
    internal static void LabelRange(int row, int found, int classes) => throw new DataException(
        $"the label of row {row} (from 0) is {found}. A class index from 0 to {classes - 1} was expected. "
        + "Does the label list belong to these rows?");

    [DoesNotReturn]
    internal static void OneClass(int label, int rows) => throw new DataException(
        $"{(rows == 1 ? "the only row has" : $"all {rows} rows have")} the label {label}. At least two classes were expected. "
        + "Give rows of another class; DummyClassifier alone takes one.");

    [DoesNotReturn]
    internal static void Weight(string row, double found, string parameter) => throw new ArgumentException(
        $"the weight of {row} is {Text(found)}, expected a finite number of 0 or more.", parameter);

    [DoesNotReturn]
    internal static void NoWeight(string parameter) => throw new ArgumentException(
        "all weights are 0, expected one above 0: nothing would be learned.", parameter);

    internal static InvalidOperationException NotFitted(string type) => new(
        $"this {type} was not fitted: call Fit first, or load one.");

    internal static DataException File(string path, string found, string expected) => new(
        path, 0, $"{found}. {expected} was expected. Give a file that Matiz saved, or fit and save again.");

    internal static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
