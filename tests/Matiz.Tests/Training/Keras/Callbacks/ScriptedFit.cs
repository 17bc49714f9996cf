using Matiz.Models;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

/// <summary>Epochs without training: callbacks see values that a test has written down, and a weight that is the epoch's number.</summary>
internal sealed class ScriptedFit
{
    private readonly CompiledModel _compiled;

    public ScriptedFit(Optimizer? optimizer = null)
    {
        Model = TinyRuns.Model();
        Model.Compile(optimizer ?? new SGD(1), loss: null, "accuracy", "f1_macro", "log_loss");
        _compiled = CompiledModel.Of(Model, "Fit");
    }

    public SequenceClassificationModel Model { get; }

    public Optimizer Optimizer => _compiled.Optimizer;

    /// <summary>What callbacks printed.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The logs of each epoch, as the callbacks left them.</summary>
    public List<IDictionary<string, double>> Logs { get; } = [];

    /// <summary>The epoch, from 0, whose weights the model has.</summary>
    public int EpochOfWeights => (int)Model.Parameters[^1].Value.ToArray()[0];

    /// <summary>Runs epochs until the values are used up, or a callback stops.</summary>
    /// <param name="name">The name of the values.</param>
    /// <param name="values">One an epoch; null: this epoch has none.</param>
    /// <param name="callbacks">What is tried.</param>
    /// <returns>Epochs that were run.</returns>
    public int Run(string name, double?[] values, params FitCallback[] callbacks) => Run(name, values, validationFreq: 1, callbacks);

    public int Run(string name, double?[] values, int validationFreq, params FitCallback[] callbacks)
    {
        var context = new FitContext(
            Model, _compiled, validates: true, validationFreq, callbacks, Lines.Add, () => throw new NotSupportedException());
        int epoch = 0;
        foreach (var callback in callbacks) callback.OnTrainBegin(context);
        for (; epoch < values.Length && !context.StopTraining; epoch++)
        {
            var parameter = Model.Parameters[^1];
            parameter.CopyFrom([.. Enumerable.Repeat((float)epoch, (int)parameter.Length)]);
            var logs = new Dictionary<string, double>(StringComparer.Ordinal) { ["loss"] = 1 };
            if (values[epoch] is { } value) logs[name] = value;
            foreach (var callback in callbacks) callback.OnEpochEnd(context, epoch, logs);
            Logs.Add(logs);
        }

        foreach (var callback in callbacks) callback.OnTrainEnd(context);
        return epoch;
    }
}
