using System.Text;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>Bodies that are no JSON, or not the JSON of their route.</summary>
internal static class HostileBodies
{
    private const int Depth = 100_000;

    public static readonly (string Name, Func<HostileMaker, HostileRequest> Make)[] All =
    [
        ("broken JSON", maker => maker.WithBody("broken JSON", HostileOutcome.Any, DamagedJson.Make(maker.Body, maker.Random))),
        ("broken bytes", maker => maker.WithBody("broken bytes", HostileOutcome.Any, Mutations.Bytes(maker.Body, maker.Random))),
        ("cut body", maker => maker.WithBody("cut body", HostileOutcome.Refused, maker.Body[..maker.Random.Next(maker.Body.Length)])),
        ("no JSON", NoJson),
        ("other value", maker => maker.WithBody("other value", HostileOutcome.Refused, maker.OneOf(Scalars))),
        ("wrong type", maker => maker.WithBody("wrong type", HostileOutcome.Any, Changed(maker, ChangeOne))),
        ("several wrong types", maker => maker.WithBody("several wrong types", HostileOutcome.Any, Changed(maker, ChangeSome))),
        ("member left out", maker => maker.WithBody("member left out", HostileOutcome.Any, Changed(maker, LeaveOut))),
        ("member twice", Twice),
        ("odd name", OddName),
        ("unknown members", UnknownMembers),
        ("deep nesting", Deep),
        ("many texts", Many),
        ("long text", LongText),
    ];

    private static readonly string[] Scalars = ["null", "true", "0", "-1", "1e400", "\"x\"", "[]", "[[]]", "{}", "[{}]", "[null]", " "];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "3", "0.5", "1e999", "-1e-999", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "99999999999999999999", "1000000000", "[]", "{}", "[[]]", "[[[]]]", "[null]", "[[null]]", "\"\"",
        "\"\\u0000\"", "\"x\"", "[\"\"]", "[\"a\",\"b\",\"c\"]", "[[\"a\",\"b\",\"c\"]]", "[\"a\",[\"b\"]]", "[1,2]", "[-1]",
        "[2147483647]",
        "[[1],[2]]", "[\"a\",1]", "{\"inputs\":\"x\"}", "[true]", "\"sigmoid\"", "\"NONE\"", "\"Left\"", "1.0", "1e2",
        "[99999999999999999999]", "\"\\ud83d\\ude00\"", "[-1,16]", "[4294967296,4294967296]", "[2305843009213693952,8]",
    ];

    // Texts that tokenizers, normalizers and offsets stumble over.
    private static readonly string[] Pieces =
        [
            ".", "a", " ", "a ", "\n", "字", "é", "e\u0301", "\u0301",
            "😀", "👩‍👩‍👧‍👦", "\u200d", "\u202e", "ﷺ", "İ", "ß", "\u0000", "\ufeff",
            "\ufffe", "[MASK]", "[CLS]", "</s>", "##", "1", "ÿ", "가", "ं",
        ];

    private static HostileRequest NoJson(HostileMaker maker) => maker.WithBody(
        "no JSON", HostileOutcome.Refused,
        maker.Random.Next(12) switch
        {
            0 => "",
            1 => " \r\n\t",
            2 => maker.Good.Body + maker.Good.Body,
            3 => maker.Good.Body + "}",
            4 => maker.Good.Body.Replace('"', '\''),
            5 => "/* a comment */" + maker.Good.Body,
            6 => maker.Good.Body.TrimEnd('}') + ",}",
            7 => "{\"inputs\":NaN}",
            8 => "inputs=I+saw+a+movie",
            9 => "<inputs>x</inputs>",
            10 => "\u001f\u008b\b\0\0",
            _ => new string('{', maker.Random.Next(1, 60)),
        });

    private static HostileRequest Twice(HostileMaker maker)
    {
        var members = JsonNode.Parse(maker.Good.Body)!.AsObject();
        var (name, value) = members.ElementAt(maker.Random.Next(members.Count));
        string again = maker.OneOf(value!.ToJsonString(), "null", "\"y\"");
        return maker.WithBody("member twice", HostileOutcome.Refused, $"{{\"{name}\":{again},{maker.Good.Body.TrimStart()[1..]}");
    }

    // Names that cannot be read as text, stand where names are looked up, or are another spelling of a known one.
    private static HostileRequest OddName(HostileMaker maker)
    {
        string first = JsonNode.Parse(maker.Good.Body)!.AsObject().First().Key;
        string name = maker.OneOf("\\ud800", "\\udc00x", "\\u0000", "", "a\\/b", "~0", "$ref", "__proto__", first.ToUpperInvariant());
        string value = maker.OneOf("1", "\"\\ud800\"", "{\"\\ud800\":1}", "[{\"a\":1,\"\\ud800\":2}]");
        return maker.WithBody("odd name", HostileOutcome.GoodOrRefused, $"{{\"{name}\":{value},{maker.Good.Body.TrimStart()[1..]}");
    }

    private static HostileRequest UnknownMembers(HostileMaker maker)
    {
        var text = new StringBuilder("{");
        for (int i = maker.OneOf(1, 10, 20_000); i > 0; i--) text.Append("\"unknown").Append(i).Append("\":").Append(i).Append(',');
        return maker.WithBody(
            "unknown members", HostileOutcome.GoodOrRefused, text.Append(maker.Good.Body.TrimStart().AsSpan(1)).ToString());
    }

    private static HostileRequest Deep(HostileMaker maker)
    {
        string open = maker.OneOf("[", "{\"a\":", "{\"inputs\":[", "[[{\"x\":"), close = maker.OneOf("]", "}", "");
        string nest = string.Concat(Enumerable.Repeat(open, Depth)) + "1" + string.Concat(Enumerable.Repeat(close, Depth));
        string body = maker.Random.Next(3) switch
        {
            0 => nest,
            1 => $"{{\"unknown\":{nest},{maker.Good.Body.TrimStart()[1..]}",
            _ => $"{{\"inputs\":{nest}}}",
        };
        return maker.WithBody("deep nesting", HostileOutcome.Refused, body);
    }

    private static HostileRequest Many(HostileMaker maker)
    {
        int count = maker.OneOf(5_000, 50_000);
        string text = maker.OneOf("\"a\"", "[\"a\"]", "\"\"", "[\"a\",\"b\"]", "1", "[1,2]", "[]", "null");
        var body = JsonNode.Parse(maker.Good.Body)!.AsObject();
        string name = body.First().Key;
        bool isOne = text is "1";                   // the ids of one text, which is cut
        return maker.WithBody(
            "many texts", isOne ? HostileOutcome.Any : HostileOutcome.Refused,
            $"{{\"{name}\":[{string.Join(',', Enumerable.Repeat(text, count))}]}}");
    }

    private static HostileRequest LongText(HostileMaker maker)
    {
        string piece = maker.OneOf(Pieces);
        int count = maker.OneOf(1_000, 60_000) / piece.Length;
        string text = string.Concat(Enumerable.Repeat(piece, count));
        var texts = JsonNode.Parse(maker.Good.Body)!;
        Replace(texts, text);
        return maker.WithBody("long text", HostileOutcome.Any, texts.ToJsonString());

        static void Replace(JsonNode node, string text)
        {
            foreach (var (parent, key, place) in Places(node).ToList())
            {
                if (parent is JsonObject members && members[key!] is JsonValue value && IsText(value)) members[key!] = text;
                else if (parent is JsonArray items && items[place] is JsonValue item && IsText(item)) items[place] = text;
            }
        }

        static bool IsText(JsonValue value) =>
            value.TryGetValue(out string? text) && text.Contains(GoodRequest.Marker, StringComparison.Ordinal);
    }

    private static string Changed(HostileMaker maker, Func<HostileMaker, JsonNode, string> change) =>
        change(maker, JsonNode.Parse(maker.Good.Body)!);

    private static string ChangeOne(HostileMaker maker, JsonNode body)
    {
        Set(maker, body);
        return Written(body);
    }

    private static string ChangeSome(HostileMaker maker, JsonNode body)
    {
        for (int i = maker.Random.Next(2, 5); i > 0; i--) Set(maker, body);
        return Written(body);
    }

    private static string LeaveOut(HostileMaker maker, JsonNode body)
    {
        var (parent, key, place) = maker.OneOf<(JsonNode, string?, int)>([.. Places(body)]);
        if (parent is JsonObject members) members.Remove(key!);
        else ((JsonArray)parent).RemoveAt(place);
        return Written(body);
    }

    // Numbers that no .NET type holds are set by a text of their own and written bare.
    private static void Set(HostileMaker maker, JsonNode body)
    {
        var places = Places(body).ToList();
        if (places.Count == 0) return;
        var (parent, key, place) = places[maker.Random.Next(places.Count)];
        JsonNode value = JsonValue.Create("raw:" + maker.OneOf(Values))!;
        if (parent is JsonObject members) members[key!] = value;
        else ((JsonArray)parent)[place] = value;
    }

    private static string Written(JsonNode body)
    {
        string text = body.ToJsonString();
        foreach (string value in Values)
            text = text.Replace(JsonValue.Create("raw:" + value)!.ToJsonString(), value, StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Place)> Places(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var (key, value) in members)
            {
                yield return (node, key, 0);
                foreach (var inner in Places(value)) yield return inner;
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                yield return (node, null, i);
                foreach (var inner in Places(items[i])) yield return inner;
            }
        }
    }
}
