using System.IO.Compression;
using System.Text;

namespace Matiz.Testing;

/// <summary>Bodies whose bytes are not the UTF-8 that they should be: surrogates, other encodings, compressed, of a wrong type.</summary>
internal static class HostileBytes
{
    private const int BombBytes = 100_000_000;

    private static readonly byte[] Bomb = Compressed(BombBytes);

    public static readonly (string Name, Func<HostileMaker, HostileRequest> Make)[] All =
    [
        ("escaped lone surrogate", maker => InText(
            maker, "escaped lone surrogate", HostileOutcome.Refused,
            Encoding.ASCII.GetBytes(maker.OneOf("\\ud83d", "\\ude00", "\\ud83dx", "\\ude00\\ud83d", "\\uD800\\uD800")))),
        ("raw surrogate", maker => InText(
            maker, "raw surrogate", HostileOutcome.Refused, maker.OneOf<byte[]>([0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF]))),
        ("invalid UTF-8", maker => InText(
            maker, "invalid UTF-8", HostileOutcome.Refused,
            maker.OneOf<byte[]>([0xFF], [0x80], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xF0, 0x9F, 0x98]))),
        ("control character", maker => InText(maker, "control character", HostileOutcome.Refused, [(byte)maker.Random.Next(32)])),
        ("escaped control character", maker => InText(
            maker, "escaped control character", HostileOutcome.Any, Encoding.ASCII.GetBytes($"\\u{maker.Random.Next(32):x4}"))),
        ("bad escape", maker => InText(
            maker, "bad escape", HostileOutcome.Refused, Encoding.ASCII.GetBytes(maker.OneOf("\\x41", "\\u12g4", "\\u", "\\ ", "\\0")))),
        ("UTF-8 mark", maker => maker.WithBody("UTF-8 mark", HostileOutcome.GoodOrRefused, [0xEF, 0xBB, 0xBF, .. maker.Body])),
        ("UTF-16 or UTF-32", Wide),
        ("gzip body", maker => maker.WithHeaders(
            "gzip body", HostileOutcome.Refused, Encoded("gzip", Gzip(maker.Body).Length), Gzip(maker.Body))),
        ("gzip bomb", maker => maker.WithHeaders("gzip bomb", HostileOutcome.Refused, Encoded("gzip", Bomb.Length), Bomb)),
        ("claimed encoding", maker => maker.WithHeaders(
            "claimed encoding", HostileOutcome.Refused, Encoded(maker.OneOf("gzip", "br", "deflate", "zstd", "x"), maker.Body.Length))),
        ("content type", maker => maker.WithHeaders(
            "content type", HostileOutcome.GoodOrRefused,
            $"Content-Type: {maker.OneOf(Types)}\r\nContent-Length: {maker.Body.Length}\r\n")),
        ("no content type", maker => maker.WithHeaders(
            "no content type", HostileOutcome.GoodOrRefused, $"Content-Length: {maker.Body.Length}\r\n")),
        ("foreign content type", maker => maker.WithHeaders(
            "foreign content type", HostileOutcome.Refused,
            $"Content-Type: {maker.OneOf(ForeignTypes)}\r\nContent-Length: {maker.Body.Length}\r\n")),
    ];

    private static readonly string[] Types =
    [
        "application/json", "APPLICATION/JSON", "application/json;charset=utf-8", "application/json; charset=\"utf-8\"", "text/plain",
        "application/vnd.x+json", "application/x-www-form-urlencoded", "application/json; charset=", "application/json;;", "json", "*/*",
        "application/json; charset=latin1", "application/octet-stream", "application/json, text/plain",
        "application/json\r\nContent-Type: text/plain", ";", "/", "",
    ];

    private static readonly string[] ForeignTypes =
        ["application/xml", "multipart/form-data; boundary=x", "multipart/form-data", "image/png", "text/html"];

    private static HostileRequest InText(HostileMaker maker, string name, HostileOutcome expected, byte[] piece)
    {
        byte[] body = maker.Body;
        int at = body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(GoodRequest.Marker));
        return maker.WithBody(
            name, at < 0 ? HostileOutcome.Any : expected, [.. body[..Math.Max(at, 0)], .. piece, .. body[Math.Max(at, 0)..]]);
    }

    private static HostileRequest Wide(HostileMaker maker)
    {
        var encoding = maker.OneOf<Encoding>(Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32);
        byte[] body = [.. maker.Random.Next(2) == 0 ? encoding.GetPreamble() : [], .. encoding.GetBytes(maker.Good.Body)];
        string type = maker.Random.Next(2) == 0 ? "" : $"; charset={encoding.WebName}";
        return maker.WithHeaders(
            "UTF-16 or UTF-32", HostileOutcome.GoodOrRefused, $"Content-Type: application/json{type}\r\nContent-Length: {body.Length}\r\n",
            body);
    }

    private static string Encoded(string encoding, int length) =>
        $"Content-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: {length}\r\n";

    private static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        return stream.ToArray();
    }

    private static byte[] Compressed(int length)
    {
        var stream = new MemoryStream();
        byte[] spaces = new byte[1 << 20];
        spaces.AsSpan().Fill((byte)' ');
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            for (int written = 0; written < length; written += spaces.Length) gzip.Write(spaces);
        }

        return stream.ToArray();
    }
}
