namespace Matiz.Charts.Drawing;

/// <summary>A cell of a <see cref="HexGrid"/>: which row, and which hexagon in it.</summary>
internal readonly record struct HexCell(int Row, int Column) : IComparable<HexCell>
{
    public int CompareTo(HexCell other) => Row != other.Row ? Row.CompareTo(other.Row) : Column.CompareTo(other.Column);
}

/// <summary>Hexagons that stand on a corner and cover the plane; every other row is shifted by half a width.</summary>
internal sealed class HexGrid
{
    private readonly double _width;
    private readonly double _rowHeight;

    /// <summary>A grid whose hexagons are so wide from side to side.</summary>
    public HexGrid(double width)
    {
        _width = width;
        Radius = width / Math.Sqrt(3);
        _rowHeight = 1.5 * Radius;
        string half = NumberText.Coordinate(width / 2), quarter = NumberText.Coordinate(Radius / 2), side = NumberText.Coordinate(Radius);
        RelativeOutline = $"l{half} {quarter}v{side}l-{half} {quarter}-{half}-{quarter}v-{side}z";
    }

    /// <summary>From the centre to a corner.</summary>
    public double Radius { get; }

    /// <summary>The outline as path data, from the upper corner.</summary>
    public string RelativeOutline { get; }

    /// <summary>The cell whose centre is nearest.</summary>
    public HexCell CellOf(PlotPoint point)
    {
        var row = (int)Math.Floor(point.Y / _rowHeight);
        HexCell a = Nearest(row, point.X), b = Nearest(row + 1, point.X);
        return Distance(a, point) <= Distance(b, point) ? a : b;
    }

    /// <summary>The centre of a cell.</summary>
    public (double X, double Y) CenterOf(HexCell cell) => ((cell.Column + Shift(cell.Row)) * _width, cell.Row * _rowHeight);

    private HexCell Nearest(int row, double x) => new(row, (int)Math.Round((x / _width) - Shift(row)));

    private double Distance(HexCell cell, PlotPoint point)
    {
        var (x, y) = CenterOf(cell);
        return ((x - point.X) * (x - point.X)) + ((y - point.Y) * (y - point.Y));
    }

    private static double Shift(int row) => (row & 1) * 0.5;
}

/// <summary>How many points each cell holds.</summary>
internal sealed class HexCounts
{
    private readonly SortedDictionary<HexCell, int> _counts = [];

    /// <summary>All points.</summary>
    public long Total { get; private set; }

    /// <summary>The points of the fullest cell.</summary>
    public int Most { get; private set; }

    public void Add(HexCell cell)
    {
        var count = _counts.GetValueOrDefault(cell) + 1;
        _counts[cell] = count;
        Total++;
        Most = Math.Max(Most, count);
    }

    /// <summary>The cells that hold a point, row by row.</summary>
    public IEnumerable<(HexCell Cell, int Count)> InOrder() => _counts.Select(static pair => (pair.Key, pair.Value));
}
