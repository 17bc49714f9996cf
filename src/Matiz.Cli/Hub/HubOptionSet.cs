using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary>The options of all actions of <c>matiz hub</c>; each action says which of them it takes.</summary>
internal sealed class HubOptionSet : IOptionSet
{
    private static readonly (string Word, HubRepositoryKind Kind)[] Kinds =
        [("model", HubRepositoryKind.Model), ("dataset", HubRepositoryKind.Dataset), ("space", HubRepositoryKind.Space)];

    public Option<string?> Token { get; } = OptionFactory.Text(
        "--token", "T|-", "login: the access token, or - to read it from standard input (default: asked for, unseen)");

    public Option<string?> ClientId { get; } = OptionFactory.Text(
        "--client-id", "ID", "login: confirm a code in a browser instead; the id of an application that the Hub knows");

    public Option<string?> Revision { get; } = OptionFactory.Text(
        "--revision", "R",
        "pull, cache rm: branch, tag or commit (default: pull as pinned, else main; rm all of the repository); push: "
        + "the branch, made where "
        + "it is missing (default main)");

    public Option<string[]> Include { get; } = OptionFactory.Patterns(
        "--include",
        "pull: only files that fit one of these, such as '*.json' or 'onnx/'; push: files to be sent besides those of the model");

    public Option<string[]> Exclude { get; } = OptionFactory.Patterns("--exclude", "pull: no files that fit one of these");

    public Option<string?> Type { get; } = OptionFactory.Choice(
        "--type", "pull, cache: what kind of repository ID is (default model); push: model", [.. Kinds.Select(kind => kind.Word)]);

    public Option<string?> Output { get; } = OptionFactory.Path(
        "--output", "DIR", "pull: a folder into which the files are copied as well", new WritesInto());

    public Option<bool> Pin { get; } = OptionFactory.Flag(
        "--pin", $"pull: note the commit and the hashes in {HubPins.FileName}, so that the id stands for them");

    public Option<bool> Private { get; } = OptionFactory.Flag(
        "--private", "push: make a new repository that only some may see (default: as the account has it)");

    public Option<bool> DryRun { get; } = OptionFactory.Flag(
        "--dry-run", "push: show files, sizes and card, and write nothing");

    public Option<bool> PullRequest { get; } = OptionFactory.Flag("--pull-request", "push: propose the files in a new pull request");

    public Option<string?> Message { get; } = OptionFactory.Text(
        "--message", "TEXT", "push: the first line of the commit's message (default: Upload NAME with Matiz)");

    public string Title => "Hub";

    public IReadOnlyList<Option> All =>
        [Token, ClientId, Revision, Include, Exclude, Type, Output, Pin, Private, DryRun, PullRequest, Message];

    /// <summary>The word for a kind of repository.</summary>
    public static string WordOf(HubRepositoryKind kind) => Array.Find(Kinds, known => known.Kind == kind).Word;

    /// <summary>The kind that is asked for.</summary>
    public HubRepositoryKind KindOf(ParseResult parse) =>
        parse.GetValue(Type) is { } word ? Array.Find(Kinds, known => known.Word == word).Kind : HubRepositoryKind.Model;

    /// <summary>
    /// The repository of an id, which may have its kind before it, as <c>hub cache ls</c> prints it: <c>datasets/user/rows</c>.
    /// </summary>
    public HubRepository RepositoryOf(ParseResult parse, string id)
    {
        string? first = parse.GetValue(Type) is null && id.Split('/') is [var word, _, _] ? word : null;
        return first switch
        {
            "datasets" => HubRepository.Dataset(id[(first.Length + 1)..]),
            "spaces" => new HubRepository(HubRepositoryKind.Space, id[(first.Length + 1)..]),
            _ => new HubRepository(KindOf(parse), id),
        };
    }
}
