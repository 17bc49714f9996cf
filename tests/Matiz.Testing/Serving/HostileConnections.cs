using System.Text;

namespace Matiz.Testing;

/// <summary>Connections that are slow, half-closed, left, or never used.</summary>
internal static class HostileConnections
{
    public static readonly (string Name, Func<HostileMaker, HostileRequest> Make)[] All =
    [
        ("slow request", maker => new HostileRequest(
            "slow request", HostileOutcome.Good, new WireStep(WireAct.Drip, maker.Good.Bytes(maker.Key), PauseMs: maker.OneOf(1, 5)))),
        ("slow body", maker => Whole(
            maker, "slow body", HostileOutcome.Good, maker.Body.Length, new WireStep(WireAct.Drip, maker.Body, 5))),
        ("body in two", maker => Whole(
            maker, "body in two", HostileOutcome.Good, maker.Body.Length, new WireStep(WireAct.Send, maker.Body[..2], 100),
            new WireStep(WireAct.Send, maker.Body[2..], 200))),
        ("head left", maker => Cut(maker, "head left", HeadLength(maker), WireAct.Reset)),
        ("body left", maker => Cut(maker, "body left", maker.Good.Bytes(maker.Key).Length - 1, WireAct.Reset)),
        ("answer left", maker => new HostileRequest(
            "answer left", HostileOutcome.Abandoned, new WireStep(WireAct.Send, maker.Good.Bytes(maker.Key)),
            new WireStep(WireAct.Reset, []))),
        ("answers left", maker => new HostileRequest(
            "answers left", HostileOutcome.Abandoned, new WireStep(WireAct.Send, maker.Good.Bytes(maker.Key), Times: 50),
            new WireStep(WireAct.Reset, [], PauseMs: maker.Random.Next(5)))),
        ("half-closed", maker => new HostileRequest(
            "half-closed", HostileOutcome.Any, new WireStep(WireAct.Send, maker.Good.Bytes(maker.Key)),
            new WireStep(WireAct.EndSending, []))),
        ("half-closed in the body", maker => Cut(
            maker, "half-closed in the body", maker.Good.Bytes(maker.Key).Length - 1, WireAct.EndSending, HostileOutcome.Refused)),
        ("half-closed in the head", maker => Cut(
            maker, "half-closed in the head", HeadLength(maker), WireAct.EndSending, HostileOutcome.Refused)),
        ("nothing sent", maker => new HostileRequest(
            "nothing sent", HostileOutcome.Abandoned, new WireStep(WireAct.Send, [], PauseMs: maker.Random.Next(200)))),
        ("nothing sent, half-closed", _ => new HostileRequest(
            "nothing sent, half-closed", HostileOutcome.Refused, new WireStep(WireAct.EndSending, []))),
        ("line ends", maker => new HostileRequest(
            "line ends", HostileOutcome.GoodOrRefused,
            new WireStep(
                WireAct.Send, [.. Encoding.ASCII.GetBytes(maker.OneOf("\r\n", "\r\n\r\n", "\n")), .. maker.Good.Bytes(maker.Key)]))),
        ("noise", Noise),
    ];

    private static HostileRequest Whole(
        HostileMaker maker, string name, HostileOutcome expected, int length, params ReadOnlySpan<WireStep> body) =>
        new(name, expected, [
            new WireStep(WireAct.Send, HostileMaker.Raw(
                $"POST {maker.Good.Path} HTTP/1.1", "Host: localhost\r\n" + maker.KeyLine + maker.Length(length), [])),
            .. body]);

    private static HostileRequest Cut(
        HostileMaker maker, string name, int most, WireAct end, HostileOutcome expected = HostileOutcome.Abandoned)
    {
        byte[] bytes = maker.Good.Bytes(maker.Key);
        int least = name.Contains("body", StringComparison.Ordinal) ? HeadLength(maker) + 4 : 1;
        return new HostileRequest(
            name, expected, new WireStep(WireAct.Send, bytes[..maker.Random.Next(least, Math.Max(least + 1, most))]),
            new WireStep(end, [], PauseMs: maker.Random.Next(20)));
    }

    private static HostileRequest Noise(HostileMaker maker)
    {
        byte[] bytes = new byte[maker.OneOf(1, 100, 100_000)];
        maker.Random.NextBytes(bytes);
        return new HostileRequest(
            "noise", HostileOutcome.Refused, new WireStep(WireAct.Send, bytes), new WireStep(WireAct.EndSending, []));
    }

    private static int HeadLength(HostileMaker maker) => maker.Good.Bytes(maker.Key).AsSpan().IndexOf("\r\n\r\n"u8);
}
