using System.Text;

namespace Matiz.Testing;

/// <summary>What a hostile request is made of.</summary>
/// <param name="Good">A request that would be right.</param>
/// <param name="Key">The server's key; null: it asks for none.</param>
/// <param name="Random">What decides the rest.</param>
public sealed record HostileMaker(GoodRequest Good, string? Key, Random Random)
{
    /// <summary>The good body.</summary>
    public byte[] Body => Encoding.UTF8.GetBytes(Good.Body);

    /// <summary>One of several.</summary>
    public T OneOf<T>(params ReadOnlySpan<T> values) => values[Random.Next(values.Length)];

    /// <summary>The request with another body.</summary>
    public HostileRequest WithBody(string name, HostileOutcome expected, byte[] body) =>
        HostileRequest.Sent(name, expected, WireConnection.Request("POST", Good.Path, body, Good.Headers(Key)));

    /// <inheritdoc cref="WithBody(string, HostileOutcome, byte[])"/>
    public HostileRequest WithBody(string name, HostileOutcome expected, string body) =>
        WithBody(name, expected, Encoding.UTF8.GetBytes(body));

    /// <summary>The request with these lines in the place of its headers but <c>Host</c>, and the key's.</summary>
    /// <param name="name">The family.</param>
    /// <param name="expected">What it must come to.</param>
    /// <param name="lines">Lines with their ends, in Latin-1.</param>
    /// <param name="body">The body; null: the good one.</param>
    public HostileRequest WithHeaders(string name, HostileOutcome expected, string lines, byte[]? body = null) =>
        HostileRequest.Sent(name, expected, Raw($"POST {Good.Path} HTTP/1.1", "Host: localhost\r\n" + KeyLine + lines, body ?? Body));

    /// <summary>Bytes of a request whose lines are given whole.</summary>
    public static byte[] Raw(string first, string lines, byte[] body) => [.. Encoding.Latin1.GetBytes($"{first}\r\n{lines}\r\n"), .. body];

    /// <summary>The line of the key.</summary>
    public string KeyLine => Key is null ? "" : $"Authorization: Bearer {Key}\r\n";

    /// <summary>The lines that make the good body readable.</summary>
    public string Length(int bytes) => $"Content-Type: application/json\r\nContent-Length: {bytes}\r\n";

    /// <summary>A body in chunks of these lengths; the last takes the rest.</summary>
    public static byte[] Chunked(ReadOnlySpan<byte> body, int length)
    {
        var bytes = new MemoryStream();
        for (int at = 0; at < body.Length; at += length)
        {
            var part = body.Slice(at, Math.Min(length, body.Length - at));
            bytes.Write(Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"));
            bytes.Write(part);
            bytes.Write("\r\n"u8);
        }

        bytes.Write("0\r\n\r\n"u8);
        return bytes.ToArray();
    }
}
