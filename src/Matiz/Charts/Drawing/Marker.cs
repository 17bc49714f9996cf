using System.Text;

namespace Matiz.Charts.Drawing;

/// <summary>Shapes of points; with eight colours they tell 64 classes apart.</summary>
internal static class Marker
{
    /// <summary>The number of shapes.</summary>
    public const int Shapes = 8;

    /// <summary>The shape of a class: circles for the first eight classes, which have a colour each, then the next shape.</summary>
    public static int ShapeOf(int index) => index / Palette.Colors.Length % Shapes;

    /// <summary>Appends one point to the data of a filled path.</summary>
    public static void Append(StringBuilder path, int shape, double x, double y, double radius)
    {
        var r = radius;
        switch (shape)
        {
            // square
            case 1: Polygon(path, x - (0.85 * r), y - (0.85 * r), [(1.7 * r, 0), (0, 1.7 * r), (-1.7 * r, 0)]); break;
            // triangle
            case 2: Polygon(path, x, y - (1.2 * r), [(1.15 * r, 2 * r), (-2.3 * r, 0)]); break;
            // diamond
            case 3: Polygon(path, x, y - (1.3 * r), [(1.3 * r, 1.3 * r), (-1.3 * r, 1.3 * r), (-1.3 * r, -1.3 * r)]); break;
            // triangle down
            case 4: Polygon(path, x, y + (1.2 * r), [(1.15 * r, -2 * r), (-2.3 * r, 0)]); break;
            case 5: Cross(path, x, y, r); break;
            case 6: Polygon(path, x - (1.4 * r), y - (0.5 * r), [(2.8 * r, 0), (0, r), (-2.8 * r, 0)]); break;                     // bar
            // standing bar
            case 7: Polygon(path, x - (0.5 * r), y - (1.4 * r), [(r, 0), (0, 2.8 * r), (-r, 0)]); break;
            default: Circle(path, x, y, r); break;
        }
    }

    /// <summary>One point as the data of a filled path.</summary>
    public static string Data(int shape, double x, double y, double radius)
    {
        var path = new StringBuilder();
        Append(path, shape, x, y, radius);
        return path.ToString();
    }

    private static void Circle(StringBuilder path, double x, double y, double r)
    {
        var (radius, across) = (NumberText.Coordinate(r), NumberText.Coordinate(2 * r));
        path.Append('M').Append(NumberText.Coordinate(x - r)).Append(' ').Append(NumberText.Coordinate(y));
        path.Append($"a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0-{across} 0");
    }

    private static void Cross(StringBuilder path, double x, double y, double r)
    {
        double arm = 0.9 * r, half = 0.4 * r;
        Polygon(
            path, x - half, y - half - arm,
            [
                (2 * half, 0), (0, arm), (arm, 0), (0, 2 * half), (-arm, 0), (0, arm),
                (-2 * half, 0), (0, -arm), (-arm, 0), (0, -2 * half), (arm, 0),
            ]);
    }

    private static void Polygon(StringBuilder path, double x, double y, ReadOnlySpan<(double X, double Y)> steps)
    {
        path.Append('M').Append(NumberText.Coordinate(x)).Append(' ').Append(NumberText.Coordinate(y)).Append('l');
        var first = true;
        foreach (var (dx, dy) in steps)
        {
            if (!first) path.Append(' ');
            first = false;
            path.Append(NumberText.Coordinate(dx)).Append(' ').Append(NumberText.Coordinate(dy));
        }

        path.Append('z');
    }
}
