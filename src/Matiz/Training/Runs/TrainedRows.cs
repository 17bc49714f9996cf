using Matiz.Data;
using Matiz.Models;
using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>
/// The rows that a trainer was given, kept until its training has ended: what makes the output folder a finished run is written of them.
/// </summary>
internal sealed class TrainedRows
{
    private readonly DatasetDict _data;
    private readonly DatasetSummary _summary;

    private TrainedRows(DatasetDict data, DatasetSummary summary) => (_data, _summary) = (data, summary);

    /// <summary>
    /// Measures the evaluation rows with the trained model and writes <c>eval_results.json</c>, <c>dataset_info.json</c>,
    /// <c>predictions.jsonl</c> and last <c>all_results.json</c>. Of rows that were encoded before, there are no texts: the two in the
    /// middle are left out.
    /// </summary>
    /// <param name="trainer">Its training has ended.</param>
    /// <param name="folder">Its run folder, with the model.</param>
    public static void Finish(Trainer trainer, RunFolder folder)
    {
        const string Split = "validation";
        string prefix = MeasuredSplits.PrefixOf(Split);
        var output = trainer.EvaluationDataset is { } encoded ? trainer.Predict(encoded, prefix) : null;
        if (output is not null) folder.WriteResults(prefix, output.Metrics);
        if (From(trainer) is { } rows)
        {
            folder.WriteDatasetInfo(rows._summary);
            folder.WritePredictions(trainer.Model, output is null ? [] : [(rows._data[Split], output)]);
        }

        folder.WriteAllResults();
    }

    private static TrainedRows? From(Trainer trainer)
    {
        if (trainer.TrainRows is not { } train || (trainer.EvaluationDataset is not null && trainer.EvaluationRows is null)) return null;
        List<(Dataset Rows, EncodedDataset Encoded)> splits = [(Named("train", train, trainer.Model), trainer.TrainDataset!)];
        if (trainer.EvaluationRows is { } evaluation)
            splits.Add((Named("validation", evaluation, trainer.Model), trainer.EvaluationDataset!));
        var data = new DatasetDict(splits.Select(split => split.Rows));
        var summary = splits.Aggregate(data.Summary, (all, split) => split.Encoded.AddLengths(all, split.Rows.Name));
        return new TrainedRows(data, summary);
    }

    // What rows are called in a run follows from what they were used for; task and order of the classes are those of the model.
    private static Dataset Named(string split, Dataset rows, SequenceClassificationModel model)
    {
        var task = TextTask.For(model);
        return new Dataset(
            split,
            [.. rows.WithLabels(model.Labels).Select(row => row with { Source = row.Source with { Split = split } })],
            task.HasClasses ? model.Labels : null,
            task.LabelReader);
    }
}
