using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Matiz.Cli.Terminal;
using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary><c>matiz hub cache</c>: what is cached, what of it is removed, what of it is damaged. The Hub is not asked.</summary>
internal sealed class CacheAction(HubOptionSet options)
    : HubAction("cache", "ls|rm|verify [ID]", "list what is cached, remove it, look for damage")
{
    private const string List = "ls", Remove = "rm", Verify = "verify";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz hub cache ls", "The repositories in the cache, with sizes and commits."),
        new("matiz hub cache rm user/emotion --revision v1.0", "Remove a revision, and the contents that no other one uses."),
        new("matiz hub cache verify", "Compare every content with its hash, and list what is damaged or left over."),
    ];

    public override IReadOnlyList<Option> Options { get; } = [options.Revision, options.Type];

    public override bool HasJson => true;

    public override int Run(HubCall call)
    {
        var cache = new HubCache(call.Hub().CacheFolder);
        switch (call.Words)
        {
            case [List]:
                RefuseRevision(call, List);
                ShowList(call, cache.List());
                return ExitCode.Done;
            case [Remove, var id]:
                ShowRemoval(call, cache.Remove(Repository(call, id), call.Parse.GetValue(options.Revision)));
                return ExitCode.Done;
            case [Verify]:
                RefuseRevision(call, Verify);
                return ShowCheck(call, cache.Verify(cancellationToken: call.Host.Interrupt));
            case [Verify, var id]:
                RefuseRevision(call, Verify);
                return ShowCheck(call, cache.Verify(Repository(call, id), cancellationToken: call.Host.Interrupt));
            default:
                throw Misused(call.Words);
        }
    }

    private HubRepository Repository(HubCall call, string id) => options.RepositoryOf(call.Parse, id);

    private void RefuseRevision(HubCall call, string action)
    {
        if (call.Parse.GetValue(options.Revision) is null) return;
        throw new UsageException($"hub cache {action}: --revision was given, which is for 'hub cache {Remove}'. Leave it out.");
    }

    private static void ShowList(HubCall call, HubCacheListing listing)
    {
        if (call.IsJson)
        {
            Json.WriteIndented(call.Host.Output, json => Write(json, listing));
            return;
        }

        if (listing.Repositories.IsEmpty)
        {
            call.Notes.Say($"Nothing is cached in {listing.Folder}.");
            return;
        }

        var table = new TextTable("llrrl");
        foreach (var repository in listing.Repositories)
        {
            foreach (var revision in repository.Revisions)
            {
                table.Row(
                    repository.Repository.ToString(), revision.Commit[..8], Numbers.Counted(revision.FileCount, "file"),
                    Size(revision.Bytes), PlainText.Clean(string.Join(", ", revision.References)));
            }

            if (repository.Revisions.IsEmpty) table.Row(repository.Repository.ToString(), "–", "–", Size(repository.Bytes), "");
        }

        call.Host.Output.Write(table.Render());
        call.Host.Output.WriteLine($"{Size(listing.Bytes)} in {PlainText.Clean(listing.Folder)}");
    }

    private static void Write(Utf8JsonWriter json, HubCacheListing listing)
    {
        json.WriteStartObject();
        json.WriteString("path", listing.Folder);
        json.WriteNumber("bytes", listing.Bytes);
        json.WriteStartArray("repositories");
        foreach (var repository in listing.Repositories)
        {
            json.WriteStartObject();
            json.WriteString("id", repository.Repository.Id);
            json.WriteString("type", HubOptionSet.WordOf(repository.Repository.Kind));
            json.WriteString("path", repository.Folder);
            json.WriteNumber("bytes", repository.Bytes);
            WriteTime(json, repository.LastUsed);
            json.WriteStartArray("revisions");
            foreach (var revision in repository.Revisions)
            {
                json.WriteStartObject();
                json.WriteString("commit", revision.Commit);
                json.WriteStrings("refs", revision.References);
                json.WriteString("path", revision.Folder);
                json.WriteNumber("files", revision.FileCount);
                json.WriteNumber("bytes", revision.Bytes);
                WriteTime(json, revision.LastUsed);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? time) =>
        json.WriteString("last_used", time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static void ShowRemoval(HubCall call, HubCacheRemoval removal)
    {
        if (!call.IsJson)
        {
            string what = removal.Commits.Length == 1 ? $"{removal.Repository} at {removal.Commits[0]}" : removal.Repository.ToString();
            call.Notes.Say($"{what} was removed: {Size(removal.Bytes)} are free.");
            return;
        }

        Json.WriteIndented(call.Host.Output, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", removal.Repository.Id);
            json.WriteStrings("commits", removal.Commits);
            json.WriteNumber("bytes", removal.Bytes);
            json.WriteEndObject();
        });
    }

    // Damage is what the user's files are at fault for.
    private static int ShowCheck(HubCall call, HubCacheCheck check)
    {
        if (call.IsJson)
        {
            Json.WriteIndented(call.Host.Output, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("files", check.Files);
                json.WriteNumber("bytes", check.Bytes);
                json.WriteNumber("unnamed", check.Unnamed);
                json.WriteBoolean("sound", check.IsSound);
                json.WriteStartArray("faults");
                foreach (var fault in check.Faults)
                {
                    json.WriteStartObject();
                    json.WriteString("kind", fault.Kind.ToString().ToLowerInvariant());
                    json.WriteString("path", fault.Path);
                    json.WriteString("message", fault.Message);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else
        {
            foreach (var fault in check.Faults) call.Host.Output.WriteLine(PlainText.Clean(fault.Message));
            string faults = check.Faults.IsEmpty ? "nothing is wrong" : $"{Numbers.Counted(check.Faults.Length, "finding")} above";
            string unnamed = check.Unnamed == 0 ? "" : $"; {Numbers.Counted(check.Unnamed, "file")} have no hash to compare with";
            call.Notes.Say($"{Numbers.Counted(check.Files, "file")} ({Size(check.Bytes)}) were hashed: {faults}{unnamed}.");
        }

        return check.IsSound ? ExitCode.Done : ExitCode.Usage;
    }

    private static string Size(long bytes) => DownloadDisplay.Size(bytes);
}
