using System.CommandLine;
using System.Text.Json.Nodes;
using Matiz.Cli.Paths;
using Matiz.Data;

namespace Matiz.Cli.Options;

/// <summary>Which dataset, by an id or a folder: the same words for every command that reads rows.</summary>
internal sealed class DatasetOptions
{
    private const string NameKey = "dataset_name";

    /// <summary>The options.</summary>
    /// <param name="description">What the dataset is for.</param>
    public DatasetOptions(string description) => Dataset = OptionFactory.Path("--dataset", "FOLDER|ID", description, new ReadsDataset());

    /// <summary>The id, or the folder.</summary>
    public Option<string?> Dataset { get; }

    /// <summary>The configuration.</summary>
    public Option<string?> Configuration { get; } = NewConfiguration();

    /// <summary>The revision.</summary>
    public Option<string?> Revision { get; } = NewRevision();

    /// <summary>Which splits are taken for what.</summary>
    public Option<string?> Split { get; } = OptionFactory.Text(
        "--dataset-split", "ROLE=NAME,…",
        "Splits of other names: test=NAME, validation=NAME, train=NAME (default: by their names, which is said)");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Dataset, Configuration, Revision, Split];

    /// <summary>The configuration of a dataset.</summary>
    public static Option<string?> NewConfiguration() => OptionFactory.Text(
        "--dataset-config", "NAME", "Configuration of the dataset (default: the only one, or the one that its card says)");

    /// <summary>The revision of a dataset.</summary>
    public static Option<string?> NewRevision() => OptionFactory.Text(
        "--dataset-revision", "R", "Branch, tag or commit of the dataset (default main)");

    /// <summary>The dataset that was typed; null: none.</summary>
    public DatasetRequest? Read(ParseResult parse) => parse.GetValue(Dataset) is not { } name ? null : new DatasetRequest(name)
    {
        Configuration = parse.GetValue(Configuration),
        Revision = parse.GetValue(Revision),
        Splits = DatasetRequest.ParseSplits(Splits(parse)),
    };

    /// <summary>Adds what was typed, by the key that records it.</summary>
    /// <exception cref="UsageException">It says how a dataset is read, and there is none.</exception>
    public void AddTyped(Dictionary<string, JsonNode?> typed, ParseResult parse)
    {
        RequireNamed(parse);
        if (Read(parse) is not { } request) return;
        typed[NameKey] = request.Name;
        if (request.Configuration is { } configuration) typed["dataset_config_name"] = configuration;
        if (request.Revision is { } revision) typed["dataset_revision"] = revision;
        if (Splits(parse) is { Length: > 0 } splits)
            typed["dataset_splits"] = new JsonArray([.. splits.Select(split => JsonValue.Create(split))]);
    }

    /// <summary>Refuses options of a dataset where none is named.</summary>
    /// <exception cref="UsageException">One was typed.</exception>
    public void RequireNamed(ParseResult parse)
    {
        if (parse.GetValue(Dataset) is not null) return;
        foreach (var option in (Option[])[Configuration, Revision, Split])
        {
            if (parse.GetResult(option) is not { Implicit: false }) continue;
            throw new UsageException(
                $"{option.Name} was given without --dataset. A dataset was expected that it says something of. Give --dataset ID, or leave "
                + $"{option.Name} out.");
        }
    }

    /// <summary>Refuses a dataset beside files of training or validation rows.</summary>
    /// <exception cref="UsageException">Both were typed.</exception>
    public void RequireAlone(IReadOnlyDictionary<string, JsonNode?> typed)
    {
        if (!typed.ContainsKey(NameKey)) return;
        string? other = typed.ContainsKey("train_file") ? "--train" : typed.ContainsKey("validation_file") ? "--validation" : null;
        if (other is null) return;
        throw new UsageException(
            $"--dataset and {other} were both given. One of them was expected: a dataset has splits of its own. Leave one out; --test may "
            + "stand beside --dataset.");
    }

    private string[] Splits(ParseResult parse) =>
        parse.GetValue(Split)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
