using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Matiz.Testing;

/// <summary>Files: small ones from the Hub itself, large ones behind a redirect to the other origin.</summary>
internal static class TestHubDownloads
{
    public static Task Resolve(TestHubCall call, TestHubRepository repository, string revision, string path)
    {
        TestHubAccess.ForFiles(call, repository);
        var commit = TestHubInfo.Find(repository, revision);
        var file = Find(commit, path);
        var headers = call.Response.Headers;
        headers["X-Repo-Commit"] = commit.Id;
        if (!file.IsLfs && !call.Hub.RedirectsSmallFiles) return FileAsync(call, file, path, file.ETag);

        headers["X-Linked-Etag"] = $"\"{file.ETag}\"";
        headers["X-Linked-Size"] = file.Content.Length.ToString(CultureInfo.InvariantCulture);
        if (!file.IsLfs)
        {
            string name = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
            string cache = $"/api/resolve-cache/{repository.Kind}/{repository.Id}/{commit.Id}";
            return RedirectAsync(call, 307, $"{cache}/{name}?etag=%22{file.ETag}%22");
        }

        headers.AcceptRanges = "bytes";
        if (call.Hub.ShowsXet)
        {
            headers["X-Xet-Hash"] = file.Sha256;
            headers.Link = $"<{call.Hub.Endpoint}/api/{repository.Kind}/{repository.Id}/xet-read-token/{commit.Id}>; rel=\"xet-auth\"";
        }

        return RedirectAsync(call, 302, TestHubCdn.Address(call.Hub, repository, file, path));
    }

    /// <summary>A file as git has it: of a large one the pointer.</summary>
    public static Task Raw(TestHubCall call, TestHubRepository repository, string revision, string path)
    {
        TestHubAccess.ForFiles(call, repository);
        var commit = TestHubInfo.Find(repository, revision);
        var file = Find(commit, path);
        call.Response.Headers["X-Repo-Commit"] = commit.Id;
        if (file.IsLfs) file = new TestHubFile(GitObjects.LfsPointer(file.Sha256, file.Content.Length), isLfs: false);
        return FileAsync(call, file, path, file.ETag);
    }

    /// <summary>The second step of small files where they are behind a redirect.</summary>
    public static Task Cached(TestHubCall call, TestHubRepository repository, string commitId, string path)
    {
        TestHubAccess.ForFiles(call, repository);
        var commit = TestHubInfo.Find(repository, commitId);
        var file = Find(commit, path);
        call.Response.Headers["X-Repo-Commit"] = commit.Id;
        return FileAsync(call, file, path, file.ETag);
    }

    /// <summary>Sends a file, or the range of it that is asked for.</summary>
    public static async Task FileAsync(TestHubCall call, TestHubFile file, string path, string etag)
    {
        var (request, response) = (call.Context.Request, call.Response);
        long length = file.Content.Length, start = 0, end = length;
        response.Headers.ETag = $"\"{etag}\"";
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = file.IsLfs ? "application/octet-stream" : "text/plain; charset=utf-8";
        response.Headers.ContentDisposition = $"inline; filename*=UTF-8''{Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..])};";

        bool isRange = RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) && range.Ranges.Count == 1
            && (request.Headers.IfRange.Count == 0 || request.Headers.IfRange.ToString().Trim('"') == etag);
        if (isRange)
        {
            var only = range!.Ranges.First();
            start = only.From ?? Math.Max(0, length - only.To!.Value);
            end = only.From is null ? length : Math.Min(length, (only.To ?? length) + 1);
            if (start >= length)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
                response.ContentLength = 0;
                return;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{end - 1}/{length}");
        }

        response.ContentLength = end - start;
        if (call.Method == "HEAD") return;
        for (long at = start; at < end; at += 1 << 16)
        {
            await response.Body.WriteAsync(file.Content.AsMemory((int)at, (int)Math.Min(1 << 16, end - at)), call.Context.RequestAborted);
        }
    }

    private static TestHubFile Find(TestHubCommit commit, string path) =>
        commit.Files.GetValueOrDefault(path) ?? throw new TestHubRefusal(404, "Entry not found", "EntryNotFound", commit.Id);

    private static Task RedirectAsync(TestHubCall call, int status, string location)
    {
        call.Response.Headers.Location = location;
        string words = status == 302 ? "Found" : "Temporary Redirect";
        return call.SendAsync("text/plain; charset=utf-8", $"{words}. Redirecting to {location}", status);
    }
}
