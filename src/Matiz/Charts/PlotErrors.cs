using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Matiz.Charts;

/// <summary>The wording of every complaint of the charts: what was found, what was expected, what to do.</summary>
internal static class PlotErrors
{
    internal static double InRange(double found, double least, double most, string name) =>
        found >= least && found <= most
            ? found
            : throw new ArgumentOutOfRangeException(
                name, found, $"{name} is {Text(found)}, expected {Text(least)} to {Text(most)}: choose a value between.");

    internal static void RequireFinite(IReadOnlyList<PlotPoint> points, string what, string parameter)
    {
        for (int i = 0; i < points.Count; i++)
        {
            if (!double.IsFinite(points[i].X) || !double.IsFinite(points[i].Y))
                NotFinite($"{what} {i} (from 0)", $"({Text(points[i].X)}, {Text(points[i].Y)})", parameter);
        }
    }

    internal static void RequireFinite(IReadOnlyList<double> values, string what, string parameter)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i])) NotFinite($"{what} {i} (from 0)", Text(values[i]), parameter);
        }
    }

    internal static void RequireShare(double value, string what, string parameter)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentException($"{what} is {Text(value)}, expected 0 to 1: pass a share or a probability.", parameter);
    }

    internal static void RequireClasses(IReadOnlyList<int> classes, int labels, string parameter)
    {
        for (int i = 0; i < classes.Count; i++)
        {
            if ((uint)classes[i] >= (uint)labels)
            {
                throw new ArgumentException(
                    $"row {i} (from 0) has class {classes[i]}, expected 0 to {labels - 1}: does the label list belong to these rows?",
                    parameter);
            }
        }
    }

    [DoesNotReturn]
    internal static void Length(string what, int found, int expected, string parameter) =>
        throw new ArgumentException($"found {found} {what}, expected {expected}: pass one for each.", parameter);

    [DoesNotReturn]
    internal static void Empty(string what, string parameter) =>
        throw new ArgumentException($"found no {what}, expected at least one: leave the chart of nothing out.", parameter);

    [DoesNotReturn]
    internal static void TooMany(string what, int found, int most, string advice, string parameter) =>
        throw new ArgumentException($"found {found} {what}, expected at most {most}: {advice}.", parameter);

    [DoesNotReturn]
    internal static void OddCoordinates(int found, string parameter) =>
        throw new ArgumentException($"found {found} coordinates, expected an even number: pass x and y of each row in turn.", parameter);

    [DoesNotReturn]
    internal static void NotPositive(string what, double found, string parameter) =>
        throw new ArgumentException(
            $"{what} is {Text(found)}, expected more than 0 on a logarithmic axis: leave it out, or draw a linear axis.", parameter);

    [DoesNotReturn]
    private static void NotFinite(string what, string found, string parameter) =>
        throw new ArgumentException(
            $"{what} is {found}, expected finite numbers: leave it out, or find where it became undefined.", parameter);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
