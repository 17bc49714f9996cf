using System.Text;

namespace Matiz.Testing;

/// <summary>
/// Where a body ends: lengths that lie, chunks that are none, two lengths at once, a hundred megabytes, requests in a row.
/// </summary>
internal static class HostileFraming
{
    private const int BlockBytes = 1 << 20, Blocks = 100;

    private const string ChunkedLines = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";

    private static readonly byte[] Block = Filled();

    public static readonly (string Name, Func<HostileMaker, HostileRequest> Make)[] All =
    [
        ("100 MB body", Large),
        ("100 MB in chunks", LargeInChunks),
        ("bad length", maker => maker.WithHeaders(
            "bad length", HostileOutcome.Refused,
            $"Content-Type: application/json\r\nContent-Length: {maker.OneOf(BadLengths)}\r\n")),
        ("no length", maker => maker.WithHeaders("no length", HostileOutcome.Refused, "Content-Type: application/json\r\n")),
        ("length too short", maker => maker.WithHeaders(
            "length too short", HostileOutcome.Refused, maker.Length(maker.Random.Next(maker.Body.Length))) with { Answers = 2 }),
        ("length too long", maker => new HostileRequest(
            "length too long", HostileOutcome.Refused,
            new WireStep(WireAct.Send, HostileMaker.Raw(
                $"POST {maker.Good.Path} HTTP/1.1", "Host: localhost\r\n" + maker.KeyLine + maker.Length(maker.Body.Length + 9),
                maker.Body)),
            new WireStep(WireAct.EndSending, []))),
        ("chunks", maker => InChunks(maker, "chunks", HostileOutcome.Good, maker.OneOf(1, 3, 17, 4096))),
        ("bad chunks", BadChunks),
        ("two lengths", maker => maker.WithHeaders(
            "two lengths", HostileOutcome.Refused,
            maker.Length(maker.Body.Length) + $"Content-Length: {maker.OneOf("0", "1", "99999")}\r\n")),
        ("length and chunks", LengthAndChunks),
        ("odd transfer encoding", maker => maker.WithHeaders(
            "odd transfer encoding", HostileOutcome.GoodOrRefused,
            $"Content-Type: application/json\r\n{maker.OneOf(Encodings)}\r\n", HostileMaker.Chunked(maker.Body, 10)) with { Answers = 2 }),
        ("bare line feeds", BareLineFeeds),
        ("requests in a row", maker => Row(maker, maker.Random.Next(2, 20))),
        ("a broken one, then a good one", maker => HostileRequest.Sent(
            "a broken one, then a good one", HostileOutcome.Any,
            [.. maker.WithBody("", HostileOutcome.Any, "{\"inputs\":").Steps[0].Bytes, .. maker.Good.Bytes(maker.Key)]) with { Answers =
                2 }),
        ("expect 100-continue", maker => maker.WithHeaders(
            "expect 100-continue", HostileOutcome.Good, "Expect: 100-continue\r\n" + maker.Length(maker.Body.Length))),
        ("other expectation", maker => maker.WithHeaders(
            "other expectation", HostileOutcome.GoodOrRefused, "Expect: a miracle\r\n" + maker.Length(maker.Body.Length))),
        ("upgrade", maker => maker.WithHeaders(
            "upgrade", HostileOutcome.GoodOrRefused,
            maker.OneOf(
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                "Connection: Upgrade\r\nUpgrade: websocket\r\n") + maker.Length(maker.Body.Length))),
    ];

    private static readonly string[] BadLengths =
        [
            "-1", "+5", "0x10", "5, 5", "5,6", "1e3", "99999999999999999999", "9223372036854775807", "9223372036854775808", "", " ", "five",
            "5 5", "\t-0", "4294967297",
        ];

    private static readonly string[] Encodings =
        [
            "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity",
            "Transfer-Encoding : chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding:\tchunked", "Transfer-Encoding: \"chunked\"",
            "Transfer-Encoding: gzip, chunked", "Transfer-Encoding:\r\n chunked", "X: y\r\n Transfer-Encoding: chunked",
            "transfer-encoding: CHUNKED", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        ];

    // Sent as long as the server takes it: it should not take all.
    private static HostileRequest Large(HostileMaker maker) => new(
        "100 MB body", HostileOutcome.Refused,
        new WireStep(WireAct.Send, HostileMaker.Raw(
            $"POST {maker.Good.Path} HTTP/1.1", "Host: localhost\r\n" + maker.KeyLine + maker.Length(BlockBytes * Blocks), [])),
        new WireStep(WireAct.Send, Block, Times: Blocks));

    private static HostileRequest LargeInChunks(HostileMaker maker) => new(
        "100 MB in chunks", HostileOutcome.Refused,
        new WireStep(WireAct.Send, HostileMaker.Raw(
            $"POST {maker.Good.Path} HTTP/1.1",
            "Host: localhost\r\n" + maker.KeyLine + ChunkedLines, [])),
        new WireStep(
            WireAct.Send, [.. Encoding.ASCII.GetBytes($"{BlockBytes:x}\r\n"), .. Block, (byte)'\r', (byte)'\n'], Times: Blocks),
        new WireStep(WireAct.Send, "0\r\n\r\n"u8.ToArray()));

    private static HostileRequest InChunks(HostileMaker maker, string name, HostileOutcome expected, int length) => maker.WithHeaders(
        name, expected, ChunkedLines, HostileMaker.Chunked(maker.Body, length));

    private static HostileRequest BadChunks(HostileMaker maker)
    {
        byte[] chunks = Encoding.ASCII.GetBytes(maker.Random.Next(10) switch
        {
            0 => "ffffffffffffffff\r\n{}\r\n0\r\n\r\n",
            1 => "80000000\r\n{}\r\n0\r\n\r\n",
            2 => "-5\r\n{}\r\n0\r\n\r\n",
            3 => "2 \r\n{}\r\n0\r\n\r\n",
            4 => "0x2\r\n{}\r\n0\r\n\r\n",
            5 => "2\r\n{}xx0\r\n\r\n",
            6 => "2;" + new string('x', 100_000) + "\r\n{}\r\n0\r\n\r\n",
            7 => "2\r\n{}\r\n0\r\nX: " + new string('x', 100_000) + "\r\n\r\n",
            8 => "\r\n\r\n",
            _ => "2\n{}\n0\n\n",
        });
        return maker.WithHeaders(
            "bad chunks", HostileOutcome.Refused, ChunkedLines, chunks) with
        { Answers = 2 };
    }

    // Whoever believes the length reads another request behind the body.
    private static HostileRequest LengthAndChunks(HostileMaker maker)
    {
        byte[] chunks = HostileMaker.Chunked(maker.Body, 1000);
        string first =
            $"Content-Length: {maker.OneOf(4, chunks.Length, chunks.Length + 20)}\r\n", second = "Transfer-Encoding: chunked\r\n";
        return maker.WithHeaders(
            "length and chunks", HostileOutcome.GoodOrRefused,
            "Content-Type: application/json\r\n"
                + (maker.Random.Next(2) == 0 ? first + second : second + first), chunks) with
        { Answers = 2 };
    }

    private static HostileRequest BareLineFeeds(HostileMaker maker)
    {
        string head = $"POST {maker.Good.Path} HTTP/1.1\nHost: localhost\n{maker.KeyLine}{maker.Length(maker.Body.Length)}\n";
        return HostileRequest.Sent(
            "bare line feeds", HostileOutcome.GoodOrRefused,
            [.. Encoding.Latin1.GetBytes(head.Replace("\r\n", "\n", StringComparison.Ordinal)), .. maker.Body]);
    }

    private static HostileRequest Row(HostileMaker maker, int count)
    {
        var bytes = new MemoryStream();
        for (int i = 0; i < count; i++) bytes.Write(maker.Good.Bytes(maker.Key));
        return HostileRequest.Sent("requests in a row", HostileOutcome.Good, bytes.ToArray()) with { Answers = count };
    }

    private static byte[] Filled()
    {
        byte[] block = new byte[BlockBytes];
        block.AsSpan().Fill((byte)' ');
        return block;
    }
}
