using System.Globalization;
using System.Net;
using Matiz.Formats.Disk;
using Matiz.Hub.Cache;

namespace Matiz.Hub.Http;

/// <summary>
/// One file on its way to the disk. It goes on behind what is there; it begins again where the server does not go on, and once more where
/// the whole has another hash than was announced.
/// </summary>
internal sealed class FileDownload(HubTransport transport, HubFileMetadata file, string path, IProgress<long>? progress)
{
    private const int BufferBytes = 1 << 17, MostRestarts = 3;
    private const long LeastGain = 1 << 16;

    private Uri _address = file.Address;
    private bool _mayResume = true, _isRenewed;
    private int _restarts;
    private long _furthest;

    /// <summary>Fills the file, and compares it with its ETag.</summary>
    /// <exception cref="HubException">It cannot be reached, or its content is not what was announced.</exception>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var hash = ContentHash.Of(file.ETag, file.Size);
        try
        {
            var part = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, BufferBytes, FileOptions.Asynchronous);
            await using (part.ConfigureAwait(false))
            {
                await ReadAgainAsync(part, hash, cancellationToken).ConfigureAwait(false);
                for (bool isLast = false; ; isLast = true)
                {
                    await FillAsync(part, hash, cancellationToken).ConfigureAwait(false);
                    await part.FlushAsync(cancellationToken).ConfigureAwait(false);
                    if (IsWhole(part, hash, cancellationToken)) break;
                    Restart(part, hash);
                    if (isLast) throw WrongHash();
                }

                part.Flush(flushToDisk: true);
            }
        }
        catch (HubException exception) when (exception.Kind == HubFault.WrongContent)
        {
            File.Delete(path);
            throw;
        }
        catch (Exception exception) when (exception is (IOException and not FileWriteException) or UnauthorizedAccessException)
        {
            throw FileWriteException.From(path, exception);
        }
    }

    // What an earlier try left may be damaged: it is hashed again, so that the hash of the whole tells.
    private async Task ReadAgainAsync(FileStream part, ContentHash hash, CancellationToken cancellationToken)
    {
        if (part.Length == 0) return;
        if (file.Size is not { } size || part.Length > size)
        {
            Restart(part, hash);                                // without a size nothing would tell that it is of the same file
            return;
        }

        var buffer = new byte[BufferBytes];
        for (int count; (count = await part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            hash.Append(buffer.AsSpan(0, count));
        _furthest = part.Length;
        progress?.Report(part.Length);
    }

    private async Task FillAsync(FileStream part, ContentHash hash, CancellationToken cancellationToken)
    {
        for (bool isDone = file.Size is { } size && part.Length == size; !isDone;)
        {
            isDone = await transport.RunAsync(
                new HubRequest(HttpMethod.Get, _address)
                {
                    Repository = file.Repository,
                    Revision = file.Commit,
                    Path = file.Path,
                    Redirects = HubRedirectUse.Follow,
                },
                (request, cancellation) => TryAsync(request with { Address = _address }, part, hash, cancellation),
                cancellationToken).ConfigureAwait(false);
        }
    }

    // True: the end was reached. False: there is more than before, or another way; to be tried again without waiting.
    private async Task<bool> TryAsync(HubRequest request, FileStream part, ContentHash hash, CancellationToken cancellationToken)
    {
        long start = _mayResume ? part.Length : 0;
        if (start > 0)
            request = request with { Headers = [("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={start}-"))] };
        try
        {
            using var answer = await transport.SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            if (start > 0 && answer.StatusCode == HttpStatusCode.PartialContent && !GoesOn(answer, start))
            {
                RestartWithoutRange(request, part, hash);
                return false;
            }

            if (answer.StatusCode != HttpStatusCode.PartialContent && part.Length > 0) Restart(part, hash);
            return await TakeAsync(answer, request, part, hash, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (start > 0 && exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            RestartWithoutRange(request, part, hash);
            return false;
        }
        catch (HubException exception) when (!_isRenewed && IsOutdated(exception, request))
        {
            // A signed address ends after a while; the Hub gives another.
            _isRenewed = true;
            _address = transport.Address(HubPaths.File(file.Repository, file.Commit, file.Path));
            return false;
        }
        catch (HubException exception) when (exception.MayPass && (part.Length == file.Size || HasGained(part.Length)))
        {
            return part.Length == file.Size;                    // nothing is left to ask for: the hash tells whether it is right
        }
    }

    private async Task<bool> TakeAsync(
        HttpResponseMessage answer, HubRequest request, FileStream part, ContentHash hash, CancellationToken cancellationToken)
    {
        await HubBody.CopyAsync(
            answer, request, transport.Options,
            async (bytes, cancellation) =>
            {
                if (file.Size is { } most && part.Length + bytes.Length > most) throw WrongSize("more", most);
                await part.WriteAsync(bytes, cancellation).ConfigureAwait(false);
                hash.Append(bytes.Span);
                progress?.Report(part.Length);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        if (file.Size is not { } size || part.Length == size) return true;
        throw new HubException(
            HubFault.Network,
            $"{file.Repository}: '{file.Path}' ended after {part.Length} bytes. {size} were expected. Try again; what has come is kept.")
        {
            MayPass = true,
        };
    }

    private bool GoesOn(HttpResponseMessage answer, long start) =>
        answer.Content.Headers.ContentRange is { } range && range.From == start && answer.Content.Headers.ContentEncoding.Count == 0
        && (range.Length is null || file.Size is null || range.Length == file.Size);

    private bool IsOutdated(HubException exception, HubRequest request) =>
        exception.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            or HttpStatusCode.NotFound or HttpStatusCode.Gone
        && !HubOrigin.AreSame(request.Address, transport.Options.Endpoint);

    // A hundredth of the file is progress enough to count the tries anew; a server that gives a byte a try is none.
    private bool HasGained(long length)
    {
        long least = file.Size is { } size ? Math.Max(1, size / 100) : LeastGain;
        if (length < _furthest + least) return false;
        _furthest = length;
        return true;
    }

    private void RestartWithoutRange(HubRequest request, FileStream part, ContentHash hash)
    {
        if (++_restarts > MostRestarts)
            throw HubErrors.Lacks(request, "what was asked for: the rest of a file, or the whole of it");
        _mayResume = false;
        Restart(part, hash);
    }

    private void Restart(FileStream part, ContentHash hash)
    {
        part.SetLength(0);
        hash.Restart();
        progress?.Report(0);
    }

    private bool IsWhole(FileStream part, ContentHash hash, CancellationToken cancellationToken)
    {
        if (!hash.Matches()) return false;
        // Without a size the blob id could not be computed on the way.
        return file.Size is not null || !CacheNames.IsGitBlob(file.ETag)
            || string.Equals(FileHashes.GitBlob(part.Name, cancellationToken), file.ETag, StringComparison.Ordinal);
    }

    private HubException WrongSize(string found, long size) => new(
        HubFault.WrongContent,
        $"{file.Repository}: '{file.Path}' has {found} bytes than the {size} that were announced. The announced file was expected. "
            + "It was removed; try again, and see whether a proxy changes answers.");

    private HubException WrongHash() => new(
        HubFault.WrongContent,
        $"{file.Repository}: '{file.Path}' came twice with another hash than {file.ETag}, which was announced. The announced file was "
            + "expected. It was removed; try again, and see whether a proxy changes answers.");
}
