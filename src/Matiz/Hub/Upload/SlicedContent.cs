using System.Buffers;
using System.Net;

namespace Matiz.Hub.Upload;

/// <summary>
/// A part of a file as the body of a request, which tells how far it has come. It has no media type: a signed address may know none.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the part begins.</param>
/// <param name="length">Its bytes.</param>
/// <param name="sent">Is told of bytes as they are sent.</param>
/// <param name="cancellationToken">Ends the sending.</param>
internal sealed class SlicedContent(
    MeasuredFile file, long start, long length, Action<long> sent, CancellationToken cancellationToken) : HttpContent
{
    private const int BlockSize = 128 * 1024;

    // A connection that takes no byte for so long is given up, and the part sent again.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected override bool TryComputeLength(out long size)
    {
        size = length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, cancellationToken);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellation)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            await using var source = file.File.OpenRead();
            source.Position = start;
            for (long left = length; left > 0;)
            {
                int read = await source.ReadAsync(block.AsMemory(0, (int)Math.Min(BlockSize, left)), cancellation).ConfigureAwait(false);
                if (read == 0) throw MeasuredFile.Changed(file.File);
                await stream.WriteAsync(block.AsMemory(0, read), cancellation).AsTask().WaitAsync(Patience, cancellation)
                    .ConfigureAwait(false);
                left -= read;
                sent(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
