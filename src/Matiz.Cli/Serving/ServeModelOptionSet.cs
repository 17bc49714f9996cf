using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Tensors;
using Matiz.Training;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Serving;

/// <summary>How the models are read.</summary>
internal sealed class ServeModelOptionSet : IOptionSet
{
    public Option<int?> MaxLength { get; } = Whole("--max-length", "Tokens at which a text is cut (default: as in training)", 1);

    public Option<string?> Pooling { get; } = Choice(
        "--pooling", "How embeddings are made of those of the tokens (default: as the model says; of a classifier the mean)",
        SettingNames.All<Pooling>());

    public Option<string?> Revision { get; } = OptionFactory.Revision();

    public string Title => "Models";

    public IReadOnlyList<Option> All => [MaxLength, Pooling, Revision];

    /// <summary>Which state of a model of the Hub is meant.</summary>
    /// <exception cref="UsageException">It is not said of which.</exception>
    public string? ReadRevision(ParseResult parse, string[] models)
    {
        string? revision = parse.GetValue(Revision);
        if (revision is null || models.Length == 1) return revision;
        throw new UsageException(
            $"--revision {revision}: it is of one model, and {models.Length} are given. One was expected. "
                + "Pin their revisions, or serve it alone.");
    }

    /// <summary>The rest of what was typed.</summary>
    public ServeReading Read(ParseResult parse) => new(
        parse.GetValue(MaxLength), parse.GetValue(Pooling) is { } pooling ? SettingNames.Parse<Pooling>(pooling) : null);
}
