namespace Matiz.Testing;

/// <summary>The body of an answer; counts what is sent.</summary>
internal sealed class CountingStream(Stream inner, TestHubRequest request) : TestHubBody(inner)
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Inner.WriteAsync(buffer, cancellationToken);
        request.BytesSent += buffer.Length;
    }
}
