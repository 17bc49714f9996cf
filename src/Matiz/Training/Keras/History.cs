namespace Matiz.Training.Keras;

/// <summary>
/// What was measured, epoch by epoch: the part of <see cref="Keras.History"/> that C# forbids it, a member of its own name.
/// </summary>
public abstract class MeasuredEpochs
{
    private readonly List<int> _epochs = [];
    private readonly OrderedDictionary<string, List<double>> _values = new(StringComparer.Ordinal);

    private protected MeasuredEpochs()
    {
    }

    /// <summary>The epochs that were trained, counted from 0 as Keras does.</summary>
    public IReadOnlyList<int> Epoch => _epochs;

    /// <summary>
    /// The values by name, in the order of the epochs: <c>loss</c> and the metrics of training, as running means over the epoch, and with
    /// <c>val_</c> those of the validation rows after it. Of validation there are as many as there were validations.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> History =>
        new OrderedDictionary<string, IReadOnlyList<double>>(
            _values.Select(pair => KeyValuePair.Create(pair.Key, (IReadOnlyList<double>)pair.Value)), StringComparer.Ordinal);

    /// <summary>The values of one name: <c>history["val_loss"]</c>.</summary>
    /// <exception cref="KeyNotFoundException">Nothing has this name; the message lists those there are.</exception>
    public IReadOnlyList<double> this[string name] => _values.TryGetValue(name, out var values)
        ? values
        : throw new KeyNotFoundException(
            $"'{name}' was not measured; measured were {string.Join(", ", _values.Keys)}. Ask for one of these, or add it to Compile.");

    internal void Add(int epoch, IEnumerable<KeyValuePair<string, double>> logs)
    {
        _epochs.Add(epoch);
        foreach (var (name, value) in logs)
        {
            if (!_values.TryGetValue(name, out var values)) _values[name] = values = [];
            values.Add(value);
        }
    }
}

/// <summary>What <c>Fit</c> measured (reference: <c>keras.callbacks.History</c>).</summary>
/// <example>
/// <code>
/// Console.WriteLine(history["val_accuracy"][^1]);       // or as in Python: history.History["val_accuracy"]
/// </code>
/// </example>
public sealed class History : MeasuredEpochs
{
    internal History()
    {
    }
}
