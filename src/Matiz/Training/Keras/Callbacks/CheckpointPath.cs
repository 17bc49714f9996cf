using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Matiz.Training.Keras;

/// <summary>
/// A path with the placeholders of Python's <c>str.format</c> that checkpoints are named by: <c>{epoch}</c>, <c>{epoch:02d}</c>,
/// <c>{val_loss}</c>, <c>{val_loss:.2f}</c>; <c>{{</c> and <c>}}</c> are braces.
/// </summary>
internal sealed partial class CheckpointPath
{
    private const string EpochName = "epoch";

    private readonly IReadOnlyList<Piece> _pieces;

    private CheckpointPath(IReadOnlyList<Piece> pieces) => _pieces = pieces;

    /// <summary>What must have been measured.</summary>
    public IEnumerable<string> LogNames =>
        _pieces.Select(static piece => piece.Name).OfType<string>().Where(static name => name is not EpochName);

    /// <summary>The path where it has no placeholder, and every epoch the same; else null.</summary>
    public string? Fixed => _pieces.Any(static piece => piece.Name is not null)
        ? null
        : string.Concat(_pieces.Select(static piece => piece.Text));

    /// <summary>Reads a path.</summary>
    /// <exception cref="ArgumentException">The path is empty, or has a placeholder that is not understood.</exception>
    public static CheckpointPath Parse(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var pieces = new List<Piece>();
        int at = 0;
        foreach (Match match in Part().Matches(path))
        {
            if (match.Index != at) break;
            at += match.Length;
            pieces.Add(PieceOf(match));
        }

        return at == path.Length
            ? new CheckpointPath(pieces)
            : throw new ArgumentException(
                $"the path '{path}' has a placeholder at character {at + 1} that is not understood. {{epoch}}, {{epoch:02d}}, {{loss}} or "
                + "{loss:.2f} was expected, a brace of the name itself doubled. Correct it.",
                nameof(path));
    }

    /// <summary>The path of an epoch.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="logs">What was measured.</param>
    public string For(int epoch, IDictionary<string, double> logs)
    {
        var path = new StringBuilder();
        foreach (var piece in _pieces) path.Append(piece.Name switch
        {
            null => piece.Text,
            EpochName => epoch.ToString(piece.Text, CultureInfo.InvariantCulture),
            var name => logs[name].ToString(piece.Text, CultureInfo.InvariantCulture),
        });
        return path.ToString();
    }

    // 02d: two digits, zeros before (3d, blanks before, is refused: no file name should have them); .2f: two decimals.
    private static Piece PieceOf(Match match)
    {
        if (match.Groups["text"] is { Success: true } text)
            return new Piece(null, text.Value.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal));
        bool isEpoch = match.Groups["epoch"].Success;
        string digits = match.Groups["digits"].Value, decimals = match.Groups["decimals"].Value;
        if (isEpoch) return new Piece(EpochName, digits.Length > 0 ? "D" + digits : "D");
        return new Piece(match.Groups["name"].Value, decimals.Length > 0 ? "F" + decimals : "R");
    }

    [GeneratedRegex(
        @"(?<text>([^{}]|\{\{|\}\})+)|\{(?<epoch>epoch)(:(0(?<digits>[1-9])?)?d)?\}|\{(?!epoch[:}])(?<name>\w+)(:\.(?<decimals>[0-9])f)?\}",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    // Text without a name; or a name, and the format of its value.
    private readonly record struct Piece(string? Name, string Text);
}
