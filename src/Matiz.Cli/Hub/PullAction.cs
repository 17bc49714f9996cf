using System.CommandLine;
using Matiz.Cli.Terminal;
using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary><c>matiz hub pull</c>: fetches a repository into the cache, and perhaps into a folder.</summary>
internal sealed class PullAction(HubOptionSet options) : HubAction("pull", "ID", "fetch a repository into the cache")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz hub pull user/emotion", "Fetch a model into the cache, from where every command takes it."),
        new("matiz hub pull user/emotion --revision v1.0 --output emotion", "Fetch a tag, and copy its files into a folder."),
        new("matiz hub pull dair-ai/emotion --type dataset --include '*.parquet' --json", "Some files of a dataset, listed as JSON."),
        new("matiz hub pull user/emotion --pin", $"Note commit and hashes in {HubPins.FileName}: the id stands for them from now on."),
    ];

    public override IReadOnlyList<Option> Options { get; } =
        [options.Revision, options.Include, options.Exclude, options.Type, options.Output, options.Pin];

    public override bool HasJson => true;

    public override int Run(HubCall call)
    {
        if (call.Words is not [var id]) throw Misused(call.Words);
        var hub = call.Hub();
        var repository = options.RepositoryOf(call.Parse, id);
        string? revision = call.Parse.GetValue(options.Revision);
        bool isPinned = call.Parse.GetValue(options.Pin);
        var snapshot = Fetched(call, isPinned && revision is null ? hub with { PinsFile = "" } : hub, repository, revision);
        string? output = call.Parse.GetValue(options.Output);
        if (output is not null) snapshot.CopyTo(output, call.Host.Interrupt);
        if (isPinned)
        {
            var pins = HubPins.Load(hub.PinsFile).With(snapshot, call.Host.Interrupt);
            pins.Save();
            call.Notes.Say($"{repository} is pinned to {snapshot.Commit} in {pins.Path}.");
        }

        Show(call, snapshot, output ?? snapshot.Folder);
        return ExitCode.Done;
    }

    private HubSnapshot Fetched(HubCall call, HubOptions hub, HubRepository repository, string? revision)
    {
        var selection = HubSelection.Everything with
        {
            Include = [.. call.Parse.GetValue(options.Include) ?? []],
            Exclude = [.. call.Parse.GetValue(options.Exclude) ?? []],
        };
        using var downloads = new HubDownloads(hub) { Notes = call.Notes.Warn };
        using var display = new DownloadDisplay(call.Host, call.Notes, repository.ToString(), hub.ShowProgress);
        var snapshot = HubCall.Wait(downloads.SnapshotAsync(repository, revision, selection, display, call.Host.Interrupt));
        if (snapshot.FileNames.Length > 0) return snapshot;
        throw new UsageException(
            $"{repository}: no file at {snapshot.Commit} fits --include and --exclude. At least one was expected. Correct the patterns: "
                + "case counts, and * crosses /.");
    }

    private static void Show(HubCall call, HubSnapshot snapshot, string path)
    {
        if (!call.IsJson)
        {
            call.Host.Output.WriteLine(PlainText.Clean(path));
            return;
        }

        Json.WriteIndented(call.Host.Output, json =>
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("commit", snapshot.Commit);
            json.WriteStartArray("files");
            foreach (string name in snapshot.FileNames)
            {
                var (sha256, size) = snapshot.Measure(name, call.Host.Interrupt);
                json.WriteStartObject();
                json.WriteString("path", name);
                json.WriteNumber("size", size);
                json.WriteString("sha256", sha256);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
