using System.Text.RegularExpressions;

namespace Matiz.Cli;

/// <summary>
/// What the library says to programs, in the words of the command line: a setting such as <c>DataOptions.TextColumn</c> is an option
/// here, a call such as <c>FineTuning.Run</c> a command.
/// </summary>
internal static partial class LibraryWords
{
    private const string Command = CommandLine.ProgramName + " ";

    /// <summary>
    /// The words of the library that are something else here. What stands in brackets is the option of the call's argument, as far as the
    /// message gives one; a word that is nothing here, which stands in parentheses, is left out.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Words { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DatasetFiles.Train"] = "--train",
        ["DatasetFiles.Validation"] = "--validation",
        ["DatasetFiles.ValidationFraction"] = "--validation-fraction",
        ["DatasetFiles.Test"] = "--test",
        ["DatasetFiles.Seed"] = "--seed",

        ["DatasetRequest.Configuration"] = "--dataset-config",
        ["DatasetRequest.Revision"] = "--dataset-revision",
        ["DatasetRequest.Splits"] = "--dataset-split",

        ["DataOptions.Format"] = "--format",
        ["DataOptions.TextColumn"] = "--text-column",
        ["DataOptions.TextPairColumn"] = "--text-pair-column",
        ["DataOptions.LabelColumn"] = "--label-column",
        ["DataOptions.IdColumn"] = "--id-column",
        ["DataOptions.LabelColumns"] = "--label-columns",
        ["DataOptions.Delimiter"] = "--delimiter",
        ["DataOptions.Quoting"] = "--quoting",
        ["DataOptions.Sheet"] = "--sheet",
        ["DataOptions.LabelNames"] = "--labels",
        ["DataOptions.LabelReading"] = "--label-reading",
        ["DataOptions.LabelSeparator"] = "--label-separator",
        ["DataOptions.ProblemType"] = "--problem-type",
        ["DataOptions.LabelReader"] = "",

        ["TrainingArguments.OutputDirectory"] = "--output",
        ["TrainingArguments.Overwrite"] = "--overwrite",
        ["TrainingArguments.Resume"] = "--resume",
        ["TrainingArguments.Epochs"] = "--epochs",
        ["TrainingArguments.MaxSteps"] = "--max-steps",
        ["TrainingArguments.BatchSize"] = "--batch-size",
        ["TrainingArguments.GradientAccumulation"] = "--gradient-accumulation",
        ["TrainingArguments.TokenBound"] = "--token-bound",
        ["TrainingArguments.MaxLength"] = "--max-length",
        ["TrainingArguments.LearningRate"] = "--learning-rate",
        ["TrainingArguments.WeightDecay"] = "--weight-decay",
        ["TrainingArguments.MaxGradientNorm"] = "--max-grad-norm",
        ["TrainingArguments.Scheduler"] = "--scheduler",
        ["TrainingArguments.WarmupSteps"] = "--warmup-steps",
        ["TrainingArguments.WarmupRatio"] = "--warmup-ratio",
        ["TrainingArguments.LabelSmoothing"] = "--label-smoothing",
        ["TrainingArguments.ClassWeights"] = "--class-weight",
        ["TrainingArguments.Freeze"] = "--freeze",
        ["TrainingArguments.Seed"] = "--seed",
        ["TrainingArguments.Metric"] = "--metric",
        ["TrainingArguments.EarlyStoppingPatience"] = "--patience",

        ["ConversionOptions.Overwrite"] = "--overwrite",
        ["ConversionOptions.DType"] = "--dtype",

        ["DeviceOptions.Precision"] = "--precision",
        ["ModelQuantization.Run"] = "matiz quantize",
        ["QuantizationOptions.MaxDrop"] = "--max-drop",
        ["QuantizationOptions.Metric"] = "--metric",
        ["QuantizationOptions.Validation"] = "--validation",

        ["InferenceOptions.MaxLength"] = "--max-length",
        ["InferenceOptions.Raw"] = "--raw",
        ["ClassificationOptions.FunctionToApply"] = "--function-to-apply",
        ["ClassificationOptions.MaxLength"] = "--max-length",
        ["ClassificationOptions.MinScore"] = "--min-score",
        ["ClassificationOptions.Stride"] = "--stride",
        ["ClassificationOptions.Thresholds"] = "",
        ["FeatureOptions.Layer"] = "--layer",
        ["FeatureOptions.Pooling"] = "--pooling",
        ["LogisticRegressionOptions.MaxIterations"] = "--max-iter",
        ["TextLimit.MaxLength"] = "--max-length",

        ["MatizListenOptions.Address"] = "--host",
        ["MatizListenOptions.Port"] = "--port",
        ["MatizListenOptions.AllowedHosts"] = "--allow-host",
        ["MatizModelOptions.Pooling"] = "--pooling",
        ["MatizServerOptions.CorsOrigins"] = "--cors-allow-origin",
        ["MatizServerOptions.MostBatch"] = "--max-batch-texts",

        ["FineTuning.Run"] = "matiz train [--output]",
        ["FineTuningOptions.Selection"] = "",
        ["StartingModel.InFolder"] = "--model",
        ["FeatureRunOptions.SaveModel"] = "matiz features --save-model",
        ["RunRecord.Predictions"] = "--split",
        ["ReviewFile.Write"] = "matiz errors --export",
        ["ModelCalibration.Save"] = "matiz calibrate",
        ["HubLogin.SaveAsync"] = "matiz hub login",
        ["PushOptions.Include"] = "--include",
        ["PushOptions.AsPullRequest"] = "--pull-request",
        ["HubOptions.Token"] = "--token",
        ["HubOptions.CacheFolder"] = "",
        ["HubOptions.IsOffline"] = "",
        ["HubSelection.Everything"] = "matiz hub pull",
        ["HubSelection.Exclude"] = "--exclude",
        ["HubCache.List"] = "matiz hub cache ls",
    };

    // Words that are nothing here.
    private static IEnumerable<string> Nothing => Words.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key);

    /// <summary>
    /// The message in the words of the command line, without .NET's <c>(Parameter 'loss')</c>: <c>DataOptions.Format = csv</c> is
    /// <c>--format csv</c>, <c>FineTuning.Run("run") with TrainingArguments.Resume</c> is <c>matiz train --output run --resume</c>.
    /// </summary>
    public static string Translate(string message)
    {
        if (message.Contains(" (Parameter '", StringComparison.Ordinal)) message = Parameter().Replace(message, "");
        if (!Words.Keys.Any(word => message.Contains(word, StringComparison.Ordinal))) return message;
        foreach (string word in Nothing) message = message.Replace($" ({word})", "", StringComparison.Ordinal);
        int end = -1;                                           // of a command with its options so far
        return Word().Replace(message, match =>
        {
            if (!Words.TryGetValue(match.Groups["word"].Value, out string? here)) return match.Value;
            int bracket = here.IndexOf(" [", StringComparison.Ordinal);
            string own = bracket < 0 ? here : here[..bracket];
            if (match.Groups["argument"] is { Success: true, Value: var argument })
                own += (bracket < 0 ? "" : " " + here[(bracket + 2)..^1]) + " " + argument;
            bool goesOn = match.Index == end;
            if (goesOn || own.StartsWith(Command, StringComparison.Ordinal)) end = match.Index + match.Length;
            return (goesOn ? " " : match.Groups["joint"].Value) + own + (match.Groups["value"].Success ? " " : "");
        });
    }

    [GeneratedRegex(@" \(Parameter '[^']*'\)", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    // A setting or a call, what joins it to the words before, its argument or value.
    [GeneratedRegex(
        @"(?<joint> with | and )?\b(?<word>[A-Z][A-Za-z0-9]*\.[A-Z][A-Za-z0-9]*)\b(\(""(?<argument>[^""]*)""\)|(?<value> = ))?",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
