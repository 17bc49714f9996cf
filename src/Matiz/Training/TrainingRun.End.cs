using Matiz.Metrics;

namespace Matiz.Training;

/// <content>What is left to do after the last step.</content>
internal sealed partial class TrainingRun
{
    private TrainingResult End()
    {
        _state.ElapsedSeconds = _meter.ElapsedSeconds;
        ReleaseMoments();
        WarnOfUndefinedMetric();
        if (_arguments.LoadBestModelAtEnd) LoadBest();
        var metrics = FinalMetrics();
        Add(metrics);
        if (_folder is not null)
        {
            Report(TrainingPhase.Saving);
            _model.Save(_folder.Place);
            TrainerStateFile.Save(_folder.Place, _state, _control, _arguments, _trainer.Callbacks, TotalFlops());
            _folder.WriteResults("train", new Dictionary<string, double?>(metrics, StringComparer.Ordinal)
            {
                ["epoch"] = _state.Epoch,
                ["total_steps"] = _state.Step,
            });
            _folder.Commit();
        }

        Call(callback => callback.OnTrainEnd(Context));
        return new TrainingResult
        {
            Steps = _state.Step,
            StoppedEarly = _state.Step < _plan.TotalSteps,
            ResumedFromStep = _resumedFrom,
            TrainLoss = metrics["train_loss"] ?? double.NaN,
            Metrics = metrics,
            History = [.. _state.History],
            BestStep = _state.BestStep,
            Best = BestMetrics(),
        };
    }

    // Two thirds of what a run holds: freed before the best weights are read, so that the end needs no more memory than a step.
    private void ReleaseMoments()
    {
        foreach (var state in _optimizer.States.Where(state => state.StepCount > 0))
        {
            state.FirstMoment.Dispose();
            state.SecondMoment.Dispose();
        }
    }

    private void LoadBest()
    {
        if (_state.BestStep is not { } best || best == _state.Step) return;
        if (_folder is not null)
        {
            CheckpointWeights.Load(CheckpointFolders.PathOf(_folder.Place, best), _model);
            return;
        }

        foreach (var (parameter, values) in _model.Parameters.Zip(_bestWeights!)) parameter.CopyFrom(values);
    }

    private SortedDictionary<string, double?> FinalMetrics()
    {
        double seconds = Math.Max(_state.ElapsedSeconds, 1e-9);
        return new SortedDictionary<string, double?>(StringComparer.Ordinal)
        {
            ["total_flos"] = TotalFlops(),
            ["train_loss"] = _state.Step == 0 ? null : _state.LossSum / _state.Step,
            ["train_runtime"] = seconds,
            ["train_samples_per_second"] = _state.RowsSeen / seconds,
            ["train_steps_per_second"] = _state.Step / seconds,
            ["train_tokens_per_second"] = _state.TokensSeen / seconds,
        };
    }

    private Dictionary<string, double?> BestMetrics()
    {
        var best = new Dictionary<string, double?>(StringComparer.Ordinal);
        if (_state.History.LastOrDefault(entry => entry.IsEvaluation && entry.Step == _state.BestStep) is not { } evaluation) return best;
        foreach (var (key, value) in evaluation.Values)
        {
            best[key] = value;
            best[MetricCatalog.WithoutPrefix(key)] = value;
        }

        return best;
    }

    // The reference's estimate: 6 operations for each token and weight, embeddings left out.
    private double TotalFlops() =>
        6.0 * _state.TokensSeen
        * (_model.Parameters.Sum(parameter => parameter.Length)
            - _model.Encoder.EmbeddingParameters.Where(parameter => parameter.Shape.Count > 1).Sum(parameter => parameter.Length));
}
