using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Features;
using Matiz.Tensors;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>
/// What comes after a run is safe on the disk: the baselines, the map of the classes, the report. What fails here costs the report, never
/// the model, and is told in one warning.
/// </summary>
internal sealed class RunReport
{
    private RunReport(string folder) => Folder = folder;

    /// <summary>The run folder.</summary>
    public string Folder { get; }

    /// <summary>The file of the report; null where it could not be written.</summary>
    public string? Path { get; private set; }

    /// <summary>What simpler ways reach; null where the task has none.</summary>
    public Baselines? Baselines { get; private set; }

    /// <summary>Computes the baselines of a training with a fresh copy of its base model, and writes the report.</summary>
    /// <exception cref="OperationCanceledException">The host was interrupted; the run is complete.</exception>
    public static RunReport OfTraining(
        RunRequest request, RunFolder folder, DatasetDict data, Device device, CommandHost host, Notes notes, bool isVerbose)
    {
        var report = new RunReport(request.Output);
        if (request.Task.HasClasses && !folder.HasBaselines)
            report.AddBaselines(request.Model.Start, data, request.Arguments, device, host, notes, isVerbose);
        report.Write(notes);
        return report;
    }

    /// <summary>Makes the baselines and the map that a finished training was asked for and lacks, without its report.</summary>
    /// <exception cref="OperationCanceledException">The host was interrupted.</exception>
    public static void AddMissing(
        string folder, StartingModel start, DatasetDict data, TrainingArguments arguments, Device device, CommandHost host, Notes notes,
        bool isVerbose) =>
        new RunReport(folder).AddBaselines(start, data, arguments, device, host, notes, isVerbose);

    /// <summary>Writes the report of a run that has its baselines already.</summary>
    public static RunReport OfFeatures(string folder, Notes notes)
    {
        var report = new RunReport(folder);
        report.Write(notes);
        return report;
    }

    /// <summary>The lines of the printed summary.</summary>
    /// <param name="split">The split that is spoken of, such as <c>test</c>.</param>
    /// <param name="style">Colours.</param>
    public string Describe(string? split, Style style)
    {
        string text = "";
        string prefix = split is null ? "" : RunFolder.MetricPrefixOf(split) + "_";
        foreach (string metric in (string[])["accuracy", "f1"])
        {
            if (Baselines is null || split is null || !Baselines.Features.TryGetValue(prefix + metric, out double? features)) continue;
            string dummy = Baselines.Dummy.TryGetValue(prefix + metric, out double? least)
                ? $", always the most frequent answer {Numbers.Metric(least)}"
                : "";
            text += $"\nBaselines of {split}: {metric} {Numbers.Metric(features)} by logistic regression on the frozen encoder{dummy}.\n";
            break;
        }

        return Path is null ? text : $"{text}\nThe report is in {style.Bold(Path)}.";
    }

    private void AddBaselines(
        StartingModel start, DatasetDict data, TrainingArguments arguments, Device device, CommandHost host, Notes notes, bool isVerbose)
    {
        using var time = host.TakeTime();                       // an interruption is heard between two batches, and says how to go on
        try
        {
            notes.Say("baselines: the base model without fine-tuning");
            var result = FeatureRouteProgressDisplay.Show(
                host, notes,
                progress => RunCompletion.AddBaselines(
                    Folder, start, data, arguments, device, new FeatureCache(), progress, host.Interrupt));

            // Of the data everything has been told; what is left is about a classifier that only serves as a measure.
            if (isVerbose) foreach (string warning in result.Warnings) notes.Say($"baselines: {warning}");
            else if (result.CacheProblems is [var unkept, ..]) notes.Warn(unkept);
            Baselines = result.Baselines;
        }
        catch (Exception exception) when (RunCompletion.IsNoReasonToFail(exception))
        {
            notes.Warn($"no baselines and no map: {ErrorReport.MessageOf(exception)} The model is complete.");
        }
    }

    private void Write(Notes notes)
    {
        try
        {
            Path = RunCompletion.WriteReport(Folder);
        }
        catch (Exception exception) when (RunCompletion.IsNoReasonToFail(exception))
        {
            notes.Warn($"no report: {ErrorReport.MessageOf(exception)} The run is complete; matiz report {Folder} tries again.");
        }
    }
}
