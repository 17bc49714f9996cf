using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary>One of the things that <c>matiz hub</c> does: the word for it, what stands behind it, the options that it takes.</summary>
/// <param name="name">The word behind <c>hub</c>.</param>
/// <param name="usage">What stands behind it, as help shows it, such as <c>RUN ID</c>; empty: nothing.</param>
/// <param name="summary">What it does, in a few words.</param>
internal abstract class HubAction(string name, string usage, string summary)
{
    /// <summary>The word behind <c>hub</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What stands behind it; empty: nothing.</summary>
    public string Usage { get; } = usage;

    /// <summary>What it does.</summary>
    public string Summary { get; } = summary;

    /// <summary>Command lines to learn from.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Those of <see cref="HubOptionSet"/> that it takes; every other one is refused.</summary>
    public virtual IReadOnlyList<Option> Options => [];

    /// <summary>Whether it prints JSON when asked.</summary>
    public virtual bool HasJson => false;

    /// <summary>Does it.</summary>
    /// <returns>An exit code.</returns>
    public abstract int Run(HubCall call);

    /// <summary>The error of other words than <see cref="Usage"/> behind the action.</summary>
    protected UsageException Misused(IReadOnlyList<string> words)
    {
        string found = words.Count == 0 ? "nothing stands behind it" : $"'{string.Join(' ', words)}' stands behind it";
        string expected = Usage.Length == 0 ? "Nothing was" : $"{Usage} was";
        return new UsageException($"hub {Name}: {found}. {expected} expected. 'matiz hub --help' shows examples.");
    }
}

/// <summary>One call of an action: what was typed, and what surrounds it.</summary>
/// <param name="Words">What stands behind the action.</param>
/// <param name="Parse">The options.</param>
/// <param name="Host">Streams and the signal that interrupts.</param>
/// <param name="Messages"><c>--quiet</c>, <c>--verbose</c>, <c>--json</c>.</param>
internal sealed record HubCall(IReadOnlyList<string> Words, ParseResult Parse, CommandHost Host, MessageOptionSet Messages)
{
    /// <summary>Whether JSON is asked for.</summary>
    public bool IsJson => Messages.IsJson(Parse);

    /// <summary>Lines on standard error.</summary>
    public Notes Notes { get; } = new(Host, Parse.GetValue(Messages.Quiet));

    /// <summary>Where the Hub is and who asks: the variables of the environment, with warnings of the Hub as ours.</summary>
    public HubOptions Hub() => Host.Hub() with { Warning = Notes.Warn };

    /// <summary>Waits for work that asks the Hub.</summary>
    public static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
