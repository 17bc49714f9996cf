using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Reports;
using Matiz.Tensors;
using Matiz.Training;
using Matiz.Workflows;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Exploration;

/// <summary>What <c>explore</c> looks with, and where it writes.</summary>
internal sealed class ExploreOptionSet : IOptionSet
{
    private static readonly ExplorationOptions Default = new();

    public Option<string?> Model { get; } = Path(
        "--model", "FOLDER|ID", "The model whose tokenizer and encoder look at the texts (default all-MiniLM-L6-v2, built in)",
        new ReadsModel());

    public Option<string?> Revision { get; } = OptionFactory.Revision();

    public Option<int?> MaxLength { get; } = Whole("--max-length", "Tokens at which a text would be cut (default 128)", 1);

    public Option<string?> Pooling { get; } = Choice(
        "--pooling", "How a text's vector is made of its tokens' for the map (default cls)", SettingNames.All<Pooling>());

    public Option<bool> NoMap { get; } = Flag("--no-map", "Leave out the map, which takes most of the time");

    public Option<long?> Seed { get; } = OptionFactory.Seed(
        "--seed", "Draws the map, and validation rows where a fraction is asked for (default 42)");

    public Option<string?> Output { get; } = Path(
        "--output", "F.html", "Write a page as well, which needs no network",
        new WritesFile([".html", ".htm"]) { IsPage = true, Example = "data.html" });

    public Option<string?> Language { get; } = Choice(
        "--language", "Language of the page's words (default en)", ReportOptions.LanguageCodes);

    public string Title => "Looking";

    public IReadOnlyList<Option> All => [Model, Revision, MaxLength, Pooling, NoMap, Seed, Output, Language];

    /// <summary>How texts are cut and drawn.</summary>
    public ExplorationOptions Read(ParseResult parse) => Default with
    {
        MaxLength = parse.GetValue(MaxLength) ?? Default.MaxLength,
        Pooling = parse.GetValue(Pooling) is { } pooling ? SettingNames.Parse<Pooling>(pooling) : Default.Pooling,
        WithMap = !parse.GetValue(NoMap),
        Seed = ReadSeed(parse),
    };

    /// <summary>What draws.</summary>
    public long ReadSeed(ParseResult parse) => parse.GetValue(Seed) ?? Default.Seed;
}
