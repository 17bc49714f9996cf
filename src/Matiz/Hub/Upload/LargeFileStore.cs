using System.Net;
using System.Text.Json;
using Matiz.Hub.Http;

namespace Matiz.Hub.Upload;

/// <summary>
/// Sends contents to the store of large files (Git LFS, transfers <c>basic</c> and <c>multipart</c>), several at a time. What the store
/// has already is not sent again, and a part that fails is sent again alone. The token goes to the Hub and nowhere else.
/// </summary>
internal sealed class LargeFileStore(HubClient client, HubCommit commit, UploadTally tally) : IDisposable
{
    private const string MediaType = "application/vnd.git-lfs+json";
    private const int GroupSize = 100, AtOnce = 4;

    // Of the answer that follows a body; a body that stands still is given up much earlier (SlicedContent).
    private const int SlowestBytesPerSecond = 10_000;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMinutes(5);

    private static readonly IReadOnlyList<(string, string)> Accept = [("Accept", MediaType)];

    private readonly SemaphoreSlim _turns = new(AtOnce);

    public void Dispose() => _turns.Dispose();

    /// <summary>Sends all that the store lacks.</summary>
    /// <exception cref="HubException">The store refuses a content, or cannot be reached.</exception>
    public async Task SendAsync(IReadOnlyList<MeasuredFile> files, CancellationToken cancellationToken)
    {
        var contents = files.GroupBy(static file => file.Sha256, StringComparer.Ordinal).Select(static same => same.ToArray());
        foreach (var group in contents.Chunk(GroupSize))
        {
            var objects = await AskAsync([.. group.Select(static same => same[0])], cancellationToken).ConfigureAwait(false);
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(group, options, async (same, cancellation) =>
            {
                await SendAsync(same[0], objects[same[0].Sha256], cancellation).ConfigureAwait(false);
                foreach (var file in same) tally.Finish(file);
            }).ConfigureAwait(false);
        }
    }

    private async Task<Dictionary<string, LargeObject>> AskAsync(MeasuredFile[] files, CancellationToken cancellationToken)
    {
        var request = new HubRequest(HttpMethod.Post, UploadAddress.OfLargeFiles(client, commit.Repository))
        {
            Repository = commit.Repository,
            Revision = commit.Revision,
            Token = HubTokenUse.Write,
            Headers = Accept,
            Content = UploadJson.Content(json => Write(json, files), MediaType),
        };
        var objects = await UploadJson.SendAsync(
            client, request,
            static root => root.GetProperty("objects").EnumerateArray().Select(LargeObject.Read)
                .ToDictionary(static content => content.Sha256, StringComparer.OrdinalIgnoreCase),
            cancellationToken).ConfigureAwait(false);
        foreach (var file in files)
        {
            if (!objects.TryGetValue(file.Sha256, out var content)) throw Unexpected($"it says nothing of {file.Path}");
            if (content.Error is { } error) throw Refused(file, error.Code, error.Message);
        }

        return objects;
    }

    private void Write(Utf8JsonWriter json, MeasuredFile[] files)
    {
        json.WriteString("operation", "upload");
        json.WriteStartArray("transfers");
        json.WriteStringValue("basic");
        json.WriteStringValue("multipart");
        json.WriteEndArray();
        json.WriteStartArray("objects");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("oid", file.Sha256);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("hash_algo", "sha256");
        json.WriteStartObject("ref");
        json.WriteString("name", commit.Revision);
        json.WriteEndObject();
    }

    // Signed addresses live for a while only, and an answer to the last step may be lost: then the store is asked once more, and what it
    // has by then is not sent again.
    private async Task SendAsync(MeasuredFile file, LargeObject content, CancellationToken cancellationToken)
    {
        try
        {
            await SendOnceAsync(file, content, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (
            exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Gone
            && content.Upload is not null)
        {
            var again = await AskAsync([file], cancellationToken).ConfigureAwait(false);
            await SendOnceAsync(file, again[file.Sha256], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendOnceAsync(MeasuredFile file, LargeObject content, CancellationToken cancellationToken)
    {
        if (content.Upload is { } address)
        {
            if (content.PartSize is { } size) await SendPartsAsync(file, content, size, cancellationToken).ConfigureAwait(false);
            else (await PutAsync(file, address, 0, file.Size, cancellationToken).ConfigureAwait(false)).Dispose();
        }

        if (content.Verify is not { } verify) return;
        await PostAsync(
            verify, file,
            json =>
            {
                json.WriteString("oid", file.Sha256);
                json.WriteNumber("size", file.Size);
            },
            UploadAddress.IsOfTheHub(client, verify) ? HubTokenUse.Write : HubTokenUse.None, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendPartsAsync(MeasuredFile file, LargeObject content, long partSize, CancellationToken cancellationToken)
    {
        long expected = (file.Size + partSize - 1) / partSize;
        if (content.Parts.Count != expected)
            throw Unexpected($"it names {content.Parts.Count} addresses for the {expected} parts of {file.Path}");
        var etags = new string[content.Parts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, etags.Length, options, async (part, cancellation) =>
        {
            long start = part * partSize;
            using var answer = await PutAsync(
                file, content.Parts[part], start, Math.Min(partSize, file.Size - start), cancellation).ConfigureAwait(false);
            etags[part] = ETagOf(answer) ?? throw Unexpected($"the store gives no ETag for part {part + 1} of {file.Path}");
        }).ConfigureAwait(false);
        await PostAsync(
            content.Upload!, file,
            json =>
            {
                json.WriteString("oid", file.Sha256);
                json.WriteStartArray("parts");
                for (int part = 0; part < etags.Length; part++)
                {
                    json.WriteStartObject();
                    json.WriteNumber("partNumber", part + 1);
                    json.WriteString("etag", etags[part]);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
            HubTokenUse.None, cancellationToken).ConfigureAwait(false);
    }

    // With its quotes, which belong to it.
    private static string? ETagOf(HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues("ETag", out var values) && values.FirstOrDefault() is { Length: > 0 } etag ? etag : null;

    private async Task<HttpResponseMessage> PutAsync(
        MeasuredFile file, Uri address, long start, long length, CancellationToken cancellationToken)
    {
        long sent = 0;
        var request = new HubRequest(HttpMethod.Put, address)
        {
            Repository = commit.Repository,
            Path = file.Path,
            Token = HubTokenUse.None,
            Timeout = LeastPatience + TimeSpan.FromSeconds(length / SlowestBytesPerSecond),
            Content = () =>
            {
                if (Interlocked.Exchange(ref sent, 0) is > 0 and var before) tally.Add(file, -before);     // another try
                return new SlicedContent(file, start, length, Sent, cancellationToken);
            },
        };
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await client.Transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }

        void Sent(long bytes)
        {
            Interlocked.Add(ref sent, bytes);
            tally.Add(file, bytes);
        }
    }

    private async Task PostAsync(
        Uri address, MeasuredFile file, Action<Utf8JsonWriter> body, HubTokenUse token, CancellationToken cancellationToken)
    {
        var request = new HubRequest(HttpMethod.Post, address)
        {
            Repository = commit.Repository,
            Path = file.Path,
            Token = token,
            Timeout = LeastPatience,                            // many parts take their time to be put together
            Headers = Accept,
            Content = UploadJson.Content(body, MediaType),
        };
        (await client.Transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();
    }

    private HubException Unexpected(string what) => new(
        HubFault.UnexpectedAnswer,
        $"{commit.Repository}: the store of large files gives an answer that cannot be used: {what}. Nothing was committed. "
        + "Try again later.");

    private HubException Refused(MeasuredFile file, int code, string reason) => new(
        code is 401 or 403 ? HubFault.Forbidden : HubFault.BadRequest,
        $"{commit.Repository}: the store of large files refuses {file.Path} ({reason.TrimEnd('.')}). A content that it takes was expected; "
        + "nothing was committed. See whether there is room left for this account (https://huggingface.co/settings/billing).")
    {
        StatusCode = code is >= 100 and < 600 ? (HttpStatusCode)code : null,
    };
}
