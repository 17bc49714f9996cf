using System.Globalization;
using System.Text.Json;
using Matiz.Cli.Terminal;
using Matiz.Hub;
using Matiz.Sharing;

namespace Matiz.Cli.Hub;

/// <summary>What a push did, or would do: files and pages, as a table or as JSON.</summary>
internal static class PushReport
{
    /// <summary>The result of a push.</summary>
    public static void Write(HubCall call, string folder, PushResult result)
    {
        var commit = result.Commit;
        if (call.IsJson)
        {
            WriteJson(call, folder, commit.Files, json =>
            {
                json.WriteString("commit", commit.Commit);
                json.WriteString("url", Text(result.Url));
                json.WriteString("commit_url", Text(commit.Url));
                json.WriteString("pull_request_url", Text(commit.PullRequestUrl));
                json.WriteBoolean("unchanged", commit.IsUnchanged);
            });
            return;
        }

        call.Host.Output.Write(Table(commit.Files, isPlan: false));
        call.Host.Output.WriteLine(
            commit.IsUnchanged ? $"Nothing has changed: {result.Url} has these files already. No commit was made."
            : commit.PullRequestUrl is { } request ? $"The pull request is {request}"
            : $"The model is {result.Url} (commit {commit.Commit?[..Math.Min(8, commit.Commit.Length)]})");
    }

    /// <summary>What a push would do.</summary>
    public static void Write(HubCall call, ModelPush push, HubUploadPlan plan)
    {
        if (call.IsJson)
        {
            WriteJson(call, push.Folder, plan.Files, json =>
            {
                json.WriteNull("commit");
                json.WriteBoolean("dry_run", true);
                json.WriteString("repository", push.Repository.Id);
                json.WriteBoolean("repository_exists", plan.RepositoryExists);
                json.WriteNumber("bytes_to_send", plan.BytesToSend);
                json.WriteString("card", push.OwnCard?.Text);
            });
            return;
        }

        var output = call.Host.Output;
        output.Write(Table(plan.Files, isPlan: true));
        string where = plan.RepositoryExists ? $"{push.Repository}, which exists" : $"{push.Repository}, which would be made";
        output.WriteLine($"{Files(plan.Files.Count(static file => !file.IsUnchanged))}, {Size(plan.BytesToSend)}, would go to {where}.");
        if (push.OwnCard is not { } card) return;
        output.WriteLine($"The card ({ModelCard.FileName}):\n");
        output.Write(card.Text);
    }

    /// <summary><c>1 file</c>, <c>7 files</c>.</summary>
    public static string Files(int count) => count == 1 ? "1 file" : $"{count.ToString(CultureInfo.InvariantCulture)} files";

    private static string Table(IReadOnlyList<HubCommittedFile> files, bool isPlan)
    {
        var table = new TextTable("lrl");
        foreach (var file in files)
        {
            string how = file.IsUnchanged ? "unchanged" : file.IsLarge ? "large file (LFS)" : "regular";
            table.Row(PlainText.Clean(file.Path), Size(file.Size), how);
        }

        if (isPlan) table.Row("total", Size(files.Sum(static file => file.Size)));
        return table.Render();
    }

    private static void WriteJson(
        HubCall call, string folder, IReadOnlyList<HubCommittedFile> files, Action<Utf8JsonWriter> more) =>
        Json.WriteIndented(call.Host.Output, json =>
        {
            json.WriteStartObject();
            json.WriteString("path", folder);
            more(json);
            json.WriteStartArray("files");
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteNumber("size", file.Size);
                json.WriteString("sha256", file.Sha256);
                json.WriteString("mode", file.IsLarge ? "lfs" : "regular");
                json.WriteBoolean("unchanged", file.IsUnchanged);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static string? Text(Uri? address) => address?.AbsoluteUri;

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => (bytes / 1e9).ToString("0.00 GB", CultureInfo.InvariantCulture),
        >= 1_000_000 => (bytes / 1e6).ToString("0.0 MB", CultureInfo.InvariantCulture),
        >= 1_000 => (bytes / 1e3).ToString("0.0 kB", CultureInfo.InvariantCulture),
        _ => bytes.ToString("0 B", CultureInfo.InvariantCulture),
    };
}
