using System.Globalization;
using System.Text;

namespace Matiz.Training.Keras;

/// <summary>
/// Writes a line of numbers after each epoch (reference: <c>keras.callbacks.CSVLogger</c>): <c>epoch</c>, from 0, then what is measured by
/// name; <c>NA</c> where an epoch has no such value.
/// </summary>
public sealed class CSVLogger : FitCallback
{
    private readonly string _path;
    private readonly char _separator;
    private readonly bool _append;
    private string[]? _names;

    /// <summary>A callback.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">Default a comma.</param>
    /// <param name="append">Whether lines are added to a file that is there, which keeps its header. Default false: it is replaced.</param>
    public CSVLogger(string path, char separator = ',', bool append = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_path, _separator, _append) = (path, separator, append);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public override void OnTrainBegin(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _names = [.. context.LogNames.Order(StringComparer.Ordinal)];
        if (_append && File.Exists(_path) && new FileInfo(_path).Length > 0)
        {
            RequireSameHeader(Header(_names));
            return;
        }

        File.WriteAllText(_path, Header(_names) + "\n");
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext context, int epoch, IDictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{epoch}");
        foreach (string name in _names!)
        {
            line.Append(_separator);
            if (logs.TryGetValue(name, out double value)) line.Append(CultureInfo.InvariantCulture, $"{value}");
            else line.Append("NA");
        }

        File.AppendAllText(_path, line.Append('\n').ToString());
    }

    private string Header(string[] names) => string.Join(_separator, ["epoch", .. names]);

    // Keras writes below whatever is there, in the order of the new names.
    private void RequireSameHeader(string expected)
    {
        string found = File.ReadLines(_path).First();
        if (string.Equals(found, expected, StringComparison.Ordinal)) return;
        throw new TrainingException(
            $"{_path}: the first line is '{found}', but '{expected}' is to be written below it. The same columns were expected. "
            + "Write to another file, or do not append.");
    }
}
