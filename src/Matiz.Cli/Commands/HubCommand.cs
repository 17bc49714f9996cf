using System.CommandLine;
using Matiz.Cli.Hub;
using Matiz.Cli.Options;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz hub</c>: models and datasets of the Hub, and who is known there.</summary>
internal sealed class HubCommand : MatizCommand
{
    private readonly HubOptionSet _options;

    // Every action, in the order of help: a new one is one line here.
    private readonly IReadOnlyList<HubAction> _actions;

    private readonly Argument<string?> _action;

    private readonly Argument<string[]> _words = new("WORD")
    {
        HelpName = "WORD…",
        Description = "What the action is done to, such as the id of a repository",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public HubCommand()
        : base(
            "hub",
            "Log in to the Hub, and fetch or share models",
            "Log in to the Hub, and fetch or share models. The cache and the token are those of Python's client (HF_HOME), and its "
            + "variables are honoured: HF_ENDPOINT, HF_TOKEN, HF_HUB_CACHE, HF_HUB_OFFLINE and others.")
    {
        _options = new HubOptionSet();
        _actions =
        [
            new LoginAction(_options),
            new WhoAmIAction(),
            new LogoutAction(),
            new PullAction(_options),
            new PushAction(_options),
            new CacheAction(_options),
        ];
        _action = new("ACTION")
        {
            HelpName = string.Join('|', _actions.Select(action => action.Name)),
            Description = string.Join("; ", _actions.Select(
                action => (action.Usage.Length == 0 ? action.Name : $"{action.Name} {action.Usage}") + ": " + action.Summary)),
            Arity = ArgumentArity.ZeroOrOne,
        };
        Add(_action);
        Add(_words);
        AddOptions(_options, Messages);
    }

    public override MessageOptionSet Messages { get; } = new("Print JSON, where the action has a result");

    public override IReadOnlyList<Example> Examples => [.. _actions.SelectMany(action => action.Examples)];

    public override int Run(ParseResult parse, CommandHost host)
    {
        string word = parse.GetValue(_action) ?? "";
        var action = _actions.FirstOrDefault(known => string.Equals(known.Name, word, StringComparison.Ordinal));
        if (action is null)
        {
            string found = word.Length == 0 ? "nothing stands behind it" : $"'{word}' stands behind it";
            throw new UsageException(
                $"hub: {found}. One of {string.Join(", ", _actions.Select(known => known.Name))} was expected. "
                    + "'matiz hub --help' shows examples.");
        }

        foreach (var option in _options.All.Except(action.Options)) Refuse(parse, option, action);
        if (!action.HasJson) Refuse(parse, Messages.Json!, action);
        return action.Run(new HubCall(parse.GetValue(_words) ?? [], parse, host, Messages));
    }

    private void Refuse(ParseResult parse, Option option, HubAction action)
    {
        if (parse.GetResult(option) is not { Implicit: false }) return;
        var owners = _actions.Where(known => known.Options.Contains(option) || (option == Messages.Json && known.HasJson));
        string names = string.Join(", ", owners.Select(known => $"'hub {known.Name}'"));
        throw new UsageException($"hub {action.Name}: {option.Name} was given, which is for {names}. Leave it out.");
    }
}
