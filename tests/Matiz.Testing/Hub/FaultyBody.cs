using System.Diagnostics;

namespace Matiz.Testing;

/// <summary>The body of an answer that ends too early, has a wrong byte, or comes slowly.</summary>
internal sealed class FaultyBody(Stream inner) : TestHubBody(inner)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _sent;

    /// <summary>How many bytes are sent at most.</summary>
    public long Most { get; init; } = long.MaxValue;

    /// <summary>The byte that is sent wrong.</summary>
    public long Wrong { get; init; } = -1;

    public int BytesPerSecond { get; init; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] bytes = buffer[..(int)Math.Min(buffer.Length, Most - _sent)].ToArray();
        if (Wrong >= _sent && Wrong < _sent + bytes.Length) bytes[Wrong - _sent] ^= 0x20;
        if (BytesPerSecond == 0) await Inner.WriteAsync(bytes, cancellationToken);
        else await WriteSlowlyAsync(bytes, cancellationToken);

        _sent += bytes.Length;
        if (bytes.Length < buffer.Length) throw new BodyEndException();
    }

    private async Task WriteSlowlyAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        int step = Math.Max(1, BytesPerSecond / 50);
        for (int at = 0; at < bytes.Length; at += step)
        {
            int count = Math.Min(step, bytes.Length - at);
            await Inner.WriteAsync(bytes.AsMemory(at, count), cancellationToken);
            await Inner.FlushAsync(cancellationToken);
            var early = TimeSpan.FromSeconds((_sent + at + count) / (double)BytesPerSecond) - _clock.Elapsed;
            if (early > TimeSpan.FromMilliseconds(2)) await Task.Delay(early, cancellationToken);
        }
    }
}

/// <summary>The body has ended before the file.</summary>
internal sealed class BodyEndException : Exception;
