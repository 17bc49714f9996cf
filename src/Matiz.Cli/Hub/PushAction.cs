using System.CommandLine;
using Matiz.Cli.Terminal;
using Matiz.Hub;
using Matiz.Sharing;

namespace Matiz.Cli.Hub;

/// <summary><c>matiz hub push</c>: shares a model folder with its card.</summary>
internal sealed class PushAction(HubOptionSet options)
    : HubAction("push", "FOLDER ID", "share a model, with a card made of its run")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz hub push emotion user/emotion --dry-run", "Show which files would be sent, and the card; write nothing."),
        new("matiz hub push emotion user/emotion --private", "Share a run's model in a repository that only you see."),
        new("matiz hub push emotion lab/emotion --pull-request --include report.html", "Propose the model to others, with the report."),
    ];

    public override IReadOnlyList<Option> Options { get; } =
        [options.Private, options.DryRun, options.PullRequest, options.Message, options.Revision, options.Include, options.Type];

    public override bool HasJson => true;

    public override int Run(HubCall call)
    {
        if (call.Words is not [var folder, var id]) throw Misused(call.Words);
        if (options.KindOf(call.Parse) != HubRepositoryKind.Model)
            throw new UsageException("--type: only models are pushed. 'model' was expected. Leave --type out.");
        var (hub, cancellation) = (call.Hub(), call.Host.Interrupt);
        using var push = HubCall.Wait(ModelPush.PrepareAsync(folder, id, Read(call, hub), cancellation));
        string[] notes = [.. push.Notes];
        foreach (string note in notes) call.Notes.Say(note);
        if (call.Parse.GetValue(options.DryRun))
        {
            var plan = HubCall.Wait(push.PlanAsync(cancellation));
            foreach (string note in push.Notes.Except(notes, StringComparer.Ordinal)) call.Notes.Say(note);
            PushReport.Write(call, push, plan);
            return ExitCode.Done;
        }

        PushResult result;
        using (var display = new DownloadDisplay(call.Host, call.Notes, push.Repository.Id, hub.ShowProgress, isSent: true))
            result = HubCall.Wait(push.SendAsync(display, cancellation));
        foreach (string note in result.Notes.Except(notes, StringComparer.Ordinal)) call.Notes.Say(note);
        PushReport.Write(call, folder, result);
        return ExitCode.Done;
    }

    private PushOptions Read(HubCall call, HubOptions hub) => new()
    {
        IsPrivate = call.Parse.GetValue(options.Private) ? true : null,
        AsPullRequest = call.Parse.GetValue(options.PullRequest),
        Message = Message(call.Parse.GetValue(options.Message)),
        Revision = call.Parse.GetValue(options.Revision) ?? "main",
        Include = call.Parse.GetValue(options.Include) ?? [],
        Hub = hub,
    };

    // The Hub takes no empty message, and says so in words that help nobody.
    private static string? Message(string? text) => text is null || !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new UsageException("--message: found blanks. A line that says what has changed was expected. Correct --message.");
}
