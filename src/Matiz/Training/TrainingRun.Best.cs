using System.Globalization;
using Matiz.Metrics;

namespace Matiz.Training;

/// <content>What is the best evaluation where its checkpoint is gone, or where nothing can be best.</content>
internal sealed partial class TrainingRun
{
    // Looked at when a run goes on, not when it ends: without the checkpoint the last hours would be in vain.
    private void RequireBest()
    {
        if (!_arguments.LoadBestModelAtEnd || _state.BestStep is not { } best || HasCheckpoint(best)) return;
        (_state.BestMetric, _state.BestStep) = (null, null);
        foreach (var entry in _state.History.Where(entry => entry.IsEvaluation && HasCheckpoint(entry.Step)))
        {
            if (_selection.ValueIn(entry.Values) is not { } value || (_state.BestMetric is { } before && !_selection.IsBetter(value, before))) continue;
            (_state.BestMetric, _state.BestStep) = (value, entry.Step);
        }

        string rest = _state.BestStep is { } found
            ? string.Create(CultureInfo.InvariantCulture, $"of those that are there, step {found} is the best ({_selection.Key} {_state.BestMetric:0.####})")
            : "no evaluation that is left has one, so that the best is sought among those to come";
        Warn($"{CheckpointFolders.PathOf(_folder!.Path, best)}: the best checkpoint so far is gone or damaged; {rest}. Put it back before going on if it still exists elsewhere.");
    }

    private bool HasCheckpoint(int step) =>
        _folder!.Checkpoints.Contains(step) && CheckpointWeights.Fit(CheckpointFolders.PathOf(_folder.Place, step), _model);

    // A metric that is never a number makes no evaluation better than another.
    private void WarnOfUndefinedMetric()
    {
        if (!_arguments.LoadBestModelAtEnd && _arguments.EarlyStoppingPatience is null) return;
        var evaluations = _state.History.Where(entry => entry.IsEvaluation).ToList();
        if (evaluations.Count == 0 || evaluations.Exists(entry => _selection.ValueIn(entry.Values) is not null)) return;
        string stopped = _arguments.EarlyStoppingPatience is { } patience && _control.ShouldStop
            ? string.Create(CultureInfo.InvariantCulture, $", and training stopped after {patience} of them")
            : "";
        Warn(
            $"{_selection.Key} was undefined in every evaluation, so none was better than another{stopped}; the weights of the last step are kept. "
            + $"Choose a metric other than {MetricCatalog.WithoutPrefix(_selection.Key)} for rows such as these.");
    }
}
