using System.Globalization;
using Matiz.Data;

namespace Matiz.Cli.Terminal;

/// <summary>Where rows stand, in the cells of a table: the file's name says enough; review.csv and --json have the whole path.</summary>
internal static class PlaceCells
{
    /// <summary>Columns of a place at most.</summary>
    private const int Widest = 32;

    /// <summary><c>train.csv:17</c>; a long name is cut, the line never.</summary>
    public static string Show(RowSource source)
    {
        string line = source.Line.ToString(CultureInfo.InvariantCulture);
        string file = PlainText.Clean(source.File.Length == 0 ? source.Split : Path.GetFileName(source.File));
        return $"{DisplayWidth.Cut(file, Widest - line.Length - 1)}:{line}";
    }
}
