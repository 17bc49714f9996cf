using System.Text.Json.Nodes;
using Matiz.Data;

namespace Matiz.Cli.Runs;

/// <summary>Options that could do nothing beside others or with these data: who typed them meant something.</summary>
internal static class IgnoredOptions
{
    /// <summary>Checks options of data against each other.</summary>
    /// <param name="typed">What was typed, by the key that records it.</param>
    /// <exception cref="UsageException">One would be ignored.</exception>
    public static void RequireNone(IReadOnlyDictionary<string, JsonNode?> typed)
    {
        if (!typed.TryGetValue("validation_fraction", out var fraction)) return;
        if (typed.ContainsKey("validation_file"))
        {
            throw new UsageException(
                "--validation-fraction and --validation were both given. One of them was expected: a share of the training rows, or files. "
                + "Leave one out.");
        }

        if (!typed.ContainsKey("train_file") && !typed.ContainsKey("test_file") && !typed.ContainsKey("dataset_name"))
        {
            throw new UsageException(
                $"--validation-fraction {fraction} was given without --train. The built-in sample has validation rows of its own. "
                + "Leave it out, or give --train FILE.");
        }
    }

    /// <summary>Checks that what decides between evaluations is not asked for where nothing is evaluated.</summary>
    /// <param name="request">With the options that were typed.</param>
    /// <param name="data">The splits.</param>
    /// <exception cref="UsageException">There are no validation rows.</exception>
    public static void RequireEvaluation(RunRequest request, DatasetDict data)
    {
        if (data.ContainsKey("validation") || request.IsResumed) return;
        string? option = request.GivenKeys.FirstOrDefault(key => key switch
        {
            "metric_for_best_model" or "early_stopping_patience" => true,
            "load_best_model_at_end" => request.Arguments.LoadBestModelAtEnd,
            _ => false,
        });
        if (option is null) return;
        string name = option switch
        {
            "metric_for_best_model" => "--metric",
            "early_stopping_patience" => "--patience",
            _ => "--keep best",
        };
        throw new UsageException(
            $"{name} was given, but there are no validation rows, so that nothing is evaluated during training. "
            + "Rows were expected that decide which weights are best. "
            + $"Give --validation FILE or a --validation-fraction above 0, or leave {name} out.");
    }

    /// <summary>What is said, though it is no mistake: a number of steps stands in the place of epochs.</summary>
    public static void Tell(RunRequest request, Notes notes)
    {
        if (!request.IsResumed && request.GivenKeys.Contains("max_steps", StringComparer.Ordinal)
            && request.GivenKeys.Contains("num_train_epochs", StringComparer.Ordinal))
            notes.Say($"--epochs is ignored: --max-steps {Terminal.Numbers.Count(request.Arguments.MaxSteps)} says how long the run is.");
    }
}
