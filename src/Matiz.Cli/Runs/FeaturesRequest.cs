using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Data;
using Matiz.Formats;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>What <c>matiz features</c> is asked to do.</summary>
internal sealed record FeaturesRequest
{
    /// <summary>The encoder.</summary>
    public required ModelSource Model { get; init; }

    public required DataSelection Data { get; init; }

    public required ProblemType ProblemType { get; init; }

    /// <summary>The run folder; empty before <see cref="TakeFolder"/> where none was named.</summary>
    public required string Output { get; init; }

    public required bool Overwrite { get; init; }

    public required bool NoReport { get; init; }

    public required bool SaveModel { get; init; }

    /// <summary>Where features are written for other programs; null: nowhere.</summary>
    public required string? Export { get; init; }

    /// <summary>The request of a command line; nothing is read yet but names.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    /// <exception cref="TrainingException">The output folder is in use.</exception>
    public static FeaturesRequest Read(
        ParseResult parse, RunOptionSet run, DataOptionSet data, FeatureOptionSet features, ModelFinder finder)
    {
        var typed = data.ReadTyped(parse);
        var problemType = typed.TryGetValue("problem_type", out var name)
            ? ProblemType.Parse(name!.GetValue<string>())
            : ProblemType.SingleLabelClassification;
        if (!TextTask.For(problemType).HasClasses)
            throw new UsageException(
                "--problem-type regression: features are classified here. "
                + "single_label_classification or multi_label_classification was expected. "
                + "Fine-tune a regression with matiz train.");
        var model = finder.FindOrEmbedded(parse.GetValue(run.Model), parse.GetValue(run.Revision));
        bool overwrite = parse.GetValue(run.Overwrite), save = parse.GetValue(features.SaveModel);
        if (save && parse.GetValue(features.Layer) is 0)
            throw new UsageException(
                "--layer 0 and --save-model were both given. A saved model needs an encoder of one layer at least. "
                + "Take a layer from 1, or leave --save-model out.");
        IgnoredOptions.RequireNone(typed);
        string? output = parse.GetValue(run.Output);
        if (output is not null)
        {
            RunPlace.RequireApartFromModel(output, model);
            RunFolder.RequireFree(output, overwrite);
        }

        return new FeaturesRequest
        {
            Model = model,
            Data = new DataSelection(typed.GetValueOrDefault, ProgramInputs.Sample),
            ProblemType = problemType,
            Output = output ?? "",
            Overwrite = overwrite,
            NoReport = parse.GetValue(run.NoReport),
            SaveModel = save,
            Export = parse.GetValue(features.Export),
        };
    }

    /// <summary>Takes the run folder for this process, made where it is absent; where none was named, the next free one.</summary>
    /// <param name="named">This request, with the folder's name.</param>
    /// <returns>The lock: held until the run has ended.</returns>
    /// <exception cref="TrainingException">Another run is at work there, or the folder is in use.</exception>
    /// <exception cref="Formats.Disk.FileWriteException">The features cannot be exported where they were asked for.</exception>
    public RunLock TakeFolder(out FeaturesRequest named)
    {
        var held = Output.Length == 0 ? RunLock.TakeNextFree("runs", Model.RunName) : RunLock.Take(Output);
        try
        {
            named = this with { Output = held.Folder };
            RunFolder.RequireFree(named.Output, Overwrite);             // another run may have come before
            if (Export is not null) AtomicFile.RequireWritable(Export);  // the folder of the run may be meant, which is there by now
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder is a run of this command that kept no model.</summary>
    public static bool IsRunWithoutModel(ModelSource source) =>
        source.Folder is { } folder && RunFolder.IsRunFolder(folder) && !File.Exists(Path.Combine(folder, ModelConfig.FileName))
        && RunSettings.Load(folder)["command"]?.GetValue<string>() is FeatureRun.Command;
}
