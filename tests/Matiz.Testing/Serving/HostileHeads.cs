namespace Matiz.Testing;

/// <summary>What stands before the body: methods, paths, versions, headers, keys.</summary>
internal static class HostileHeads
{
    public static readonly (string Name, Func<HostileMaker, HostileRequest> Make)[] All =
    [
        ("method", Method),
        ("path", Path),
        ("long path", maker => First(
            maker, "long path", HostileOutcome.Refused, "POST", "/" + new string('a', maker.OneOf(5_000, 100_000)))),
        ("query", maker => First(
            maker, "query", HostileOutcome.GoodOrRefused, "POST",
            maker.Good.Path + maker.OneOf("?", "?a", "?a=b&a=c", "?%00", "?%ff", "?=&=", "?api_key=x", "?" + new string('&', 4000)))),
        ("target form", maker => First(
            maker, "target form", HostileOutcome.GoodOrRefused, "POST",
            maker.OneOf("http://localhost" + maker.Good.Path, "http://evil.example" + maker.Good.Path, "*", "localhost:80", "?", ""))),
        ("version", Version),
        ("HTTP/1.0", maker => HostileRequest.Sent(
            "HTTP/1.0", HostileOutcome.Good,
            HostileMaker.Raw($"POST {maker.Good.Path} HTTP/1.0", maker.KeyLine + maker.Length(maker.Body.Length), maker.Body))),
        ("host", maker => HostileRequest.Sent(
            "host", HostileOutcome.GoodOrRefused,
            HostileMaker.Raw(
                $"POST {maker.Good.Path} HTTP/1.1", maker.OneOf(Hosts) + maker.KeyLine + maker.Length(maker.Body.Length), maker.Body))),
        ("giant header", maker => Lines(maker, "giant header", $"X-Large: {new string('x', maker.OneOf(40_000, 1_000_000))}\r\n")),
        ("thousands of headers", maker => Lines(
            maker, "thousands of headers", string.Concat(Enumerable.Range(0, maker.OneOf(200, 20_000)).Select(i => $"X-{i}: y\r\n")))),
        ("bad header", maker => Lines(maker, "bad header", maker.OneOf(BadLines))),
        ("odd header", maker => Lines(maker, "odd header", maker.OneOf(OddLines), HostileOutcome.GoodOrRefused)),
        ("key", Key),
    ];

    private static readonly string[] Methods =
        ["PUT", "DELETE", "PATCH", "TRACE", "FOO", "P", "POST\t", "PO ST", "(POST)", "P\0ST", "CONNECT", "PRI"];

    private static readonly string[] Hosts =
        [
            "", "Host: a\r\nHost: b\r\n", "Host: \r\n", "Host: a b\r\n", "Host: http://x/\r\n", "Host: [::1\r\n", "Host: x:99999\r\n",
            "Host: evil.example\r\n", "Host: é\r\n",
        ];

    private static readonly string[] BadLines =
        [
            "no colon\r\n", ": no name\r\n", "X Y: z\r\n", "X : y\r\n", "X: a\0b\r\n", "X: a\rb\r\n", " folded\r\n", "X\0: y\r\n",
            "X\u00e9: y\r\n",
        ];

    private static readonly string[] OddLines =
        [
            "(X): y\r\n", "X: \u00e9\u00ff\r\n", "X: \u0001\r\n", "X:\r\n", "X:y\r\n", "Accept: */*;q=nonsense, text/html\r\n",
            "Accept: text/html\r\n",
            "Accept-Encoding: gzip;q=-1\r\n", "Connection: close, keep-alive, x\r\n", "Origin: null\r\n", "Origin: http://evil.example\r\n",
            "Range: bytes=0-1\r\n", "If-None-Match: *\r\n", "If-Match: x\r\n", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: x\r\n",
            "X-HTTP-Method-Override: DELETE\r\n", "traceparent: 00-zz-zz-01\r\n", "traceparent: 00-" + new string('0', 32) + "-x\r\n",
            "tracestate: " + new string('a', 5000) + "\r\n", "baggage: a=%ff,=\r\n", "Cookie: " + new string('c', 5000) + "\r\n",
            "Inference-Header-Content-Length: 5\r\n", "Inference-Header-Content-Length: -1\r\n",
            "Inference-Header-Content-Length: 99999999999\r\n", "X-Request-Id: \"\r\n", "Upgrade-Insecure-Requests: 1\r\n",
        ];

    private static readonly string[] Paths =
        [
            "//", "/.", "/..", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%00", "/%", "/%zz", "/%c0%ae", "/%ff", "/%2F", "/\\",
            "/;",
            "/models/", "/models//", "/models/%2F", "/models/..", "/models/a/b/c", "/v2/models//infer", "/v2/models/%00/infer",
            "/v2/models/x%0d%0aX:y/infer", "/index.html", "/favicon.ico", "/.git/config", "/app.js.map", "/wp-login.php", "/\u00e9", "/a b",
        ];

    private static HostileRequest Method(HostileMaker maker)
    {
        if (maker.Random.Next(4) == 0)
        {
            return First(maker, "method", HostileOutcome.Any, "HEAD", maker.Good.Path) with { HasNoBody = true };
        }

        return maker.Random.Next(4) == 0
            ? First(maker, "method", HostileOutcome.Any, maker.OneOf("GET", "OPTIONS", "post"), maker.Good.Path)
            : First(
                maker, "method", HostileOutcome.Refused, maker.Random.Next(10) == 0 ? new string('A', 20_000) : maker.OneOf(Methods),
                maker.Good.Path);
    }

    private static HostileRequest Path(HostileMaker maker)
    {
        string path = maker.Random.Next(5) switch
        {
            0 => maker.Good.Path + maker.OneOf("/", "//", "/..", "/.", "%20", "%00", ";x", "/x", "%2f", "\\"),
            1 => "/" + maker.Good.Path,
            2 => maker.Good.Path.ToUpperInvariant(),
            _ => maker.OneOf(Paths),
        };
        return First(maker, "path", HostileOutcome.Any, maker.OneOf("POST", "POST", "GET"), path);
    }

    private static HostileRequest Version(HostileMaker maker)
    {
        string first = $"POST {maker.Good.Path}"
            + maker.OneOf(" HTTP/0.9", " HTTP/1.2", " HTTP/2.0", " HTTP/9.9", " http/1.1", " HTTP/1.1 ", "", " X");
        byte[] bytes = maker.Random.Next(4) switch
        {
            0 => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(),
            1 => [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, .. Noise(maker.Random, 500)],
            _ => HostileMaker.Raw(first, "Host: localhost\r\n" + maker.KeyLine + maker.Length(maker.Body.Length), maker.Body),
        };
        return HostileRequest.Sent("version", HostileOutcome.Refused, bytes) with { Answers = 0 };
    }

    private static HostileRequest Key(HostileMaker maker)
    {
        string key = maker.Key ?? "none";
        string lines = maker.OneOf(
            "", "Authorization: \r\n", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n", $"Authorization: {key}\r\n",
            $"Authorization: Basic {key}\r\n", $"Authorization: Bearer {key}x\r\n", $"Authorization: Bearer {key[..^1]}\r\n",
            $"Authorization: Bearer x{key}\r\n", $"Authorization: Bearer {key.ToUpperInvariant()}\r\n", $"X-Token: {key}\r\n",
            $"Cookie: key={key}\r\n", $"Authorization: Bearer wrong\r\nAuthorization: Bearer {key}\r\n",
            $"Authorization: Bearer {key}\r\nAuthorization: Bearer wrong\r\n", $"Authorization: Bearer {new string('k', 20_000)}\r\n",
            "Authorization: Bearer \u00e9\u00ff\r\n", $"Authorization: Bearer {key}, Bearer {key}\r\n",
            $"Proxy-Authorization: Bearer {key}\r\n");
        return HostileRequest.Sent(
            "key", maker.Key is null ? HostileOutcome.Any : HostileOutcome.Refused,
            HostileMaker.Raw(
                $"POST {maker.Good.Path} HTTP/1.1", "Host: localhost\r\n" + lines + maker.Length(maker.Body.Length), maker.Body));
    }

    private static HostileRequest First(HostileMaker maker, string name, HostileOutcome expected, string method, string path) =>
        HostileRequest.Sent(
            name, expected,
            HostileMaker.Raw(
                $"{method} {path} HTTP/1.1", "Host: localhost\r\n" + maker.KeyLine + maker.Length(maker.Body.Length), maker.Body));

    private static HostileRequest Lines(
        HostileMaker maker, string name, string lines, HostileOutcome expected = HostileOutcome.Refused) =>
        maker.WithHeaders(name, expected, lines + maker.Length(maker.Body.Length));

    private static byte[] Noise(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
