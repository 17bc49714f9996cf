using System.Text.Json;
using Matiz.Hub.Http;

namespace Matiz.Hub.Upload;

/// <summary>How the Hub wants a file.</summary>
/// <param name="File">The file.</param>
/// <param name="IsLarge">Whether it goes to the store of large files, rather than into the commit.</param>
/// <param name="IsIgnored">Whether the repository's <c>.gitignore</c> leaves it out.</param>
/// <param name="IsUnchanged">Whether the repository has it with this very content.</param>
internal sealed record PreuploadAnswer(MeasuredFile File, bool IsLarge, bool IsIgnored, bool IsUnchanged)
{
    private const int GroupSize = 256;

    /// <summary>Asks for files, in their order, so many at a time as the Hub allows.</summary>
    public static async Task<IReadOnlyList<PreuploadAnswer>> AskAsync(
        HubClient client, HubCommit commit, IReadOnlyList<MeasuredFile> files, CancellationToken cancellationToken)
    {
        var answers = new List<PreuploadAnswer>(files.Count);
        foreach (var group in files.Chunk(GroupSize))
        {
            var request = new HubRequest(HttpMethod.Post, UploadAddress.OfRepository(client, commit, "preupload"))
            {
                Repository = commit.Repository,
                Revision = commit.Revision,
                Token = HubTokenUse.Write,
                Content = UploadJson.Content(json => Write(json, group)),
            };
            answers.AddRange(
                await UploadJson.SendAsync(client, request, root => Read(root, group), cancellationToken).ConfigureAwait(false));
        }

        return answers;
    }

    private static void Write(Utf8JsonWriter json, MeasuredFile[] files)
    {
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteBase64String("sample", file.Sample);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<PreuploadAnswer> Read(JsonElement root, MeasuredFile[] files)
    {
        var byPath = root.GetProperty("files").EnumerateArray()
            .ToDictionary(static file => file.GetProperty("path").GetString() ?? "", StringComparer.Ordinal);
        return
        [
            .. files.Select(file =>
            {
                if (!byPath.TryGetValue(file.Path, out var answer))
                    throw new FormatException($"it says nothing of the file '{file.Path}'");
                bool isLarge = answer.Text("uploadMode") switch
                {
                    "lfs" => file.Size > 0,                     // there is nothing to be stored of an empty file
                    "regular" => false,
                    var mode => throw new FormatException($"'{mode}' is no way to send '{file.Path}'"),
                };
                bool isIgnored = answer.TryGetProperty("shouldIgnore", out var value) && value.ValueKind == JsonValueKind.True;
                string own = isLarge ? file.Sha256 : file.BlobId;
                bool isUnchanged = own.Equals(answer.Text("oid"), StringComparison.OrdinalIgnoreCase);
                return new PreuploadAnswer(file, isLarge, isIgnored, isUnchanged);
            }),
        ];
    }
}
