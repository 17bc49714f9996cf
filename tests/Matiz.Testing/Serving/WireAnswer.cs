using System.Globalization;
using System.Text;

namespace Matiz.Testing;

/// <summary>An answer as it came over the wire, read without a library that would forgive a server something.</summary>
/// <param name="Status">The status.</param>
/// <param name="Head">The status line and the headers, as they were sent.</param>
/// <param name="Body">The body, its chunks joined.</param>
public sealed record WireAnswer(int Status, string Head, byte[] Body)
{
    /// <summary>Whether the server closes the connection behind it.</summary>
    public bool Closes => Header("Connection") is "close" or "Close";

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The value of a header; null: absent.</summary>
    public string? Header(string name)
    {
        foreach (string line in Head.Split("\r\n").Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon == name.Length && line.StartsWith(name, StringComparison.OrdinalIgnoreCase)) return line[(colon + 1)..].Trim();
        }

        return null;
    }

    /// <summary>Reads the first answer of what came.</summary>
    /// <param name="bytes">What came so far.</param>
    /// <param name="hasNoBody">Whether it answers HEAD.</param>
    /// <param name="isEnded">Whether the server has closed.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>Its bytes; 0: it is not whole yet.</returns>
    /// <exception cref="InvalidDataException">What came is no answer.</exception>
    public static int TryRead(ReadOnlySpan<byte> bytes, bool hasNoBody, bool isEnded, out WireAnswer? answer)
    {
        answer = null;
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (bytes.Length >= 9 && !bytes.StartsWith("HTTP/1."u8)) throw new InvalidDataException("what came begins with no status line");
        if (end < 0) return 0;
        var found = new WireAnswer(StatusOf(bytes), Encoding.Latin1.GetString(bytes[..end]), []);
        var rest = bytes[(end + 4)..];
        if (hasNoBody || found.Status is < 200 or 204 or 304)
        {
            answer = found;
            return end + 4;
        }

        if (found.Header("Transfer-Encoding") is "chunked")
        {
            int read = Chunks(rest, out byte[]? body);
            if (body is null) return 0;
            answer = found with { Body = body };
            return end + 4 + read;
        }

        if (found.Header("Content-Length") is { } length)
        {
            int count = int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
            if (rest.Length < count) return 0;
            answer = found with { Body = rest[..count].ToArray() };
            return end + 4 + count;
        }

        if (!isEnded) return 0;
        answer = found with { Body = rest.ToArray() };
        return bytes.Length;
    }

    private static int StatusOf(ReadOnlySpan<byte> bytes) =>
        int.TryParse(bytes.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            ? status
            : throw new InvalidDataException("what came begins with no status");

    private static int Chunks(ReadOnlySpan<byte> bytes, out byte[]? body)
    {
        body = null;
        var joined = new MemoryStream();
        for (int at = 0; ;)
        {
            int line = bytes[at..].IndexOf("\r\n"u8);
            if (line < 0) return 0;
            int size = int.Parse(bytes.Slice(at, line), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            at += line + 2;
            if (bytes.Length < at + size + 2) return 0;
            joined.Write(bytes.Slice(at, size));
            at += size + 2;
            if (size > 0) continue;
            body = joined.ToArray();
            return at;
        }
    }
}
