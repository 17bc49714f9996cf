using Matiz.Models;

namespace Matiz.Training.Keras;

/// <summary>What a callback sees of the training, and how it stops it.</summary>
public sealed class FitContext
{
    /// <summary>Stands before the names of validation.</summary>
    internal const string ValidationPrefix = "val_";

    private readonly CompiledModel _compiled;
    private readonly Action<string> _write;
    private readonly Func<IReadOnlyDictionary<string, double>> _running;

    internal FitContext(
        SequenceClassificationModel model, CompiledModel compiled, FitRun run, Action<string> write,
        Func<IReadOnlyDictionary<string, double>> running)
        : this(model, compiled, run.Validation is not null, run.ValidationFreq, run.Callbacks, write, running)
    {
    }

    internal FitContext(
        SequenceClassificationModel model, CompiledModel compiled, bool validates, int validationFreq, IEnumerable<FitCallback> callbacks,
        Action<string> write, Func<IReadOnlyDictionary<string, double>> running)
    {
        (Model, _compiled, _write, _running, ValidationFreq) = (model, compiled, write, running, validationFreq);
        List<string> names = [.. compiled.LogNames];
        LogNames =
        [
            .. names, .. validates ? names.Select(name => ValidationPrefix + name) : [],
            .. callbacks.SelectMany(callback => callback.LogNames).Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The model in training.</summary>
    public SequenceClassificationModel Model { get; }

    /// <summary>Its optimizer, whose learning rate may be changed.</summary>
    public Optimizer Optimizer => _compiled.Optimizer;

    /// <summary>Everything that the logs of an epoch have: <c>loss</c>, metrics, the same with <c>val_</c>, what callbacks add.</summary>
    public IReadOnlyList<string> LogNames { get; }

    /// <summary>The running means since the epoch began.</summary>
    public IReadOnlyDictionary<string, double> Logs => _running();

    /// <summary>Set to end training after this batch or epoch (reference: <c>model.stop_training</c>).</summary>
    public bool StopTraining { get; set; }

    /// <summary>Epochs from one validation to the next.</summary>
    internal int ValidationFreq { get; }

    /// <summary>Prints a line.</summary>
    internal void Write(string line) => _write(line);

    /// <summary>Whether more is better of what has a name in the logs; null: nobody knows.</summary>
    internal bool? GreaterIsBetter(string logName)
    {
        string name = logName.StartsWith(ValidationPrefix, StringComparison.Ordinal) ? logName[ValidationPrefix.Length..] : logName;
        return name is CompiledModel.LossName
            ? false
            : _compiled.Metrics.FirstOrDefault(metric => string.Equals(metric.Name, name, StringComparison.Ordinal))?.GreaterIsBetter;
    }

    /// <summary>Refuses a name that no epoch will log.</summary>
    /// <param name="asker">Who asks for it.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="TrainingException">There is no such name.</exception>
    internal void RequireLogged(string asker, string name)
    {
        if (LogNames.Contains(name, StringComparer.Ordinal)) return;
        bool lacksRows = name.StartsWith(ValidationPrefix, StringComparison.Ordinal)
            && LogNames.Contains(name[ValidationPrefix.Length..], StringComparer.Ordinal);
        throw new TrainingException(
            $"{asker} asks for '{name}', which is not measured; measured are {string.Join(", ", LogNames)}. "
            + (lacksRows
                ? "Give Fit validation rows, or choose one of these."
                : "Choose one of these, or add it to the metrics of Compile."));
    }
}
