using System.Text;

namespace Matiz.Charts.Drawing;

/// <summary>Draws one curve in its style.</summary>
internal static class CurvePainter
{
    private const int MostMarks = 60;                           // more would run into each other

    /// <summary>Draws a curve in the colour of its index.</summary>
    public static void Draw(SvgCanvas canvas, CurveSeries series, int index, Scale horizontal, Scale vertical)
    {
        if (series.Points.Count == 0) return;
        var points = series.Points.Select(p => new PlotPoint(horizontal[p.X], vertical[p.Y])).ToArray();
        var isMarked = series.Style == CurveStyle.Marked && points.Length <= MostMarks;
        if (points.Length == 1) isMarked = true;
        if (series.Style == CurveStyle.Smoothed && points.Length > 8)
        {
            canvas.Path(Data(Thinned(points)), Palette.FaintLine(index));
            points = Smoothed(points);
        }

        if (points.Length > 1) canvas.Path(Data(Thinned(points)), Palette.Line(index), series.Name);
        if (!isMarked) return;
        for (int i = 0; i < points.Length; i++)
        {
            var value = series.Points[i];
            canvas.Path(
                Marker.Data(index % Marker.Shapes, points[i].X, points[i].Y, 3.6), Palette.Fill(index),
                $"{series.Name}\n{NumberText.Value(value.X)}: {NumberText.Value(value.Y)}");
        }
    }

    /// <summary>The key of a curve in the legend.</summary>
    public static void DrawKey(SvgCanvas canvas, CurveStyle style, int index, double x, double y)
    {
        canvas.Line(x - 8, y, x + 8, y, Palette.Line(index));
        if (style == CurveStyle.Marked) canvas.Path(Marker.Data(index % Marker.Shapes, x, y, 3.6), Palette.Fill(index));
    }

    /// <summary>Data of an open path.</summary>
    public static string Data(IEnumerable<PlotPoint> points)
    {
        var path = new StringBuilder();
        foreach (var point in points)
            path.Append(path.Length == 0 ? 'M' : 'L').Append(NumberText.Coarse(point.X)).Append(' ').Append(NumberText.Coarse(point.Y));
        return path.ToString();
    }

    /// <summary>A moving mean in both directions, so that it lags neither way; at the ends over what is there.</summary>
    private static PlotPoint[] Smoothed(PlotPoint[] points)
    {
        var reach = Math.Clamp(points.Length / 20, 2, 50);
        var sums = new double[points.Length + 1];
        for (int i = 0; i < points.Length; i++) sums[i + 1] = sums[i] + points[i].Y;
        var result = new PlotPoint[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            var near = Math.Min(reach, Math.Min(i, points.Length - 1 - i) + (reach / 2));
            int from = Math.Max(0, i - near), to = Math.Min(points.Length, i + near + 1);
            result[i] = new(points[i].X, (sums[to] - sums[from]) / (to - from));
        }

        return result;
    }

    /// <summary>At most four points for each unit of width (first, lowest, highest, last), which look like all of them.</summary>
    private static IEnumerable<PlotPoint> Thinned(PlotPoint[] points)
    {
        if (points.Length < 1500) return points;
        var kept = new SortedSet<int>();
        for (int i = 0, next; i < points.Length; i = next)
        {
            next = i + 1;
            int low = i, high = i;
            while (next < points.Length && Math.Abs(points[next].X - points[i].X) < 1)
            {
                if (points[next].Y < points[low].Y) low = next;
                if (points[next].Y > points[high].Y) high = next;
                next++;
            }

            kept.UnionWith([i, low, high, next - 1]);
        }

        return kept.Select(i => points[i]);
    }
}
