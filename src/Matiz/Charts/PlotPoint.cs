namespace Matiz.Charts;

/// <summary>A point in the plane.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
public readonly record struct PlotPoint(double X, double Y)
{
    /// <summary>The points of a row-major matrix of two columns, such as a map of rows in two dimensions.</summary>
    /// <param name="coordinates">[rows, 2].</param>
    /// <exception cref="ArgumentException">The number of coordinates is odd.</exception>
    public static PlotPoint[] FromRows(ReadOnlySpan<float> coordinates)
    {
        if (coordinates.Length % 2 != 0) PlotErrors.OddCoordinates(coordinates.Length, nameof(coordinates));
        var points = new PlotPoint[coordinates.Length / 2];
        for (int i = 0; i < points.Length; i++) points[i] = new(coordinates[2 * i], coordinates[(2 * i) + 1]);
        return points;
    }
}
