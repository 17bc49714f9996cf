namespace Matiz.Charts.Drawing;

/// <summary>What the charts of points with classes share: the checks at the door, the bounds, the description.</summary>
internal static class ClassPoints
{
    public static (PlotPoint[] Points, int[] Classes, string[] Labels) Checked(
        IReadOnlyList<PlotPoint> points, IReadOnlyList<int> classes, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(labels);
        if (points.Count == 0) PlotErrors.Empty("points", nameof(points));
        if (labels.Count == 0) PlotErrors.Empty("labels", nameof(labels));
        if (classes.Count != points.Count) PlotErrors.Length("classes", classes.Count, points.Count, nameof(classes));
        PlotErrors.RequireFinite(points, "point", nameof(points));
        PlotErrors.RequireClasses(classes, labels.Count, nameof(classes));
        return ([.. points], [.. classes], [.. labels.Select(ShortText.Name)]);
    }

    /// <summary>The smallest and greatest coordinates.</summary>
    public static (PlotPoint Low, PlotPoint High) Bounds(IReadOnlyList<PlotPoint> points) => (
        new(points.Min(static p => p.X), points.Min(static p => p.Y)),
        new(points.Max(static p => p.X), points.Max(static p => p.Y)));

    public static string Describe(int[] classes, string[] labels, PlotWords words)
    {
        var counts = new int[labels.Length];
        foreach (var k in classes) counts[k]++;
        return string.Join("; ", labels.Select((label, k) => $"{label}: {words.RowCount(counts[k])}"));
    }
}
