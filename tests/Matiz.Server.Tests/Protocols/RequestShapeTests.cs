using System.Text.Json;

namespace Matiz.Server.Tests.Protocols;

/// <summary>Strange bodies on every route that takes one: what each answers, and that nothing else comes out.</summary>
public sealed class RequestShapeTests(ServedShelf shelf)
{
    private const string Hub = "/models/emotion", Features = "/models/sentences/mini/pipeline/feature-extraction";
    private const string Similarity = "/models/sentences/mini/pipeline/sentence-similarity";

    private static readonly string Many = "[" + string.Join(",", Enumerable.Repeat("\"a\"", 10_000)) + "]";
    private static readonly string ManyLists = "[" + string.Join(",", Enumerable.Repeat("[\"a\"]", 10_000)) + "]";
    private static readonly string Deep = new string('[', 40) + new string(']', 40);
    private static readonly string LittleDeep = "[[[[\"a\"]]]]";

    // The value of the member that holds the texts, and the status of each route for it, in the order of Routes.
    private static readonly (string Name, string Value, int[] Statuses)[] Shapes =
    [
        //                                                       hub feat pred embed all  tok  openai
        ("a text", "\"i saw a movie\"",                         [200, 200, 200, 200, 200, 200, 200]),
        ("null", "null",                                        [400, 400, 422, 422, 422, 422, 422]),
        ("a number", "5",                                       [400, 400, 422, 422, 422, 422, 422]),
        ("a huge number", "1e999",                              [400, 400, 422, 422, 422, 422, 422]),
        ("true", "true",                                        [400, 400, 422, 422, 422, 422, 422]),
        ("an object", "{}",                                     [400, 400, 422, 422, 422, 422, 422]),
        ("an empty list", "[]",                                 [400, 400, 400, 400, 400, 400, 400]),
        ("a list of an empty list", "[[]]",                     [400, 400, 422, 400, 400, 422, 400]),
        ("an empty text", "\"\"",                               [200, 200, 400, 400, 400, 400, 400]),
        ("a list of an empty text", "[\"\"]",                   [200, 200, 400, 400, 400, 400, 400]),
        ("spaces", "\"   \"",                                   [200, 200, 200, 200, 200, 200, 200]),
        ("two texts", "[\"a\", \"b\"]",                         [200, 200, 200, 200, 200, 200, 200]),
        ("three texts", "[\"a\", \"b\", \"c\"]",                [200, 200, 422, 200, 200, 200, 200]),
        ("a batch of a text and a pair", "[[\"a\"],[\"a\",\"b\"]]", [400, 400, 200, 422, 422, 422, 422]),
        ("a batch with three in one", "[[\"a\",\"b\",\"c\"]]",  [400, 400, 422, 422, 422, 422, 422]),
        ("a list, then a text", "[[\"a\"], \"b\"]",             [400, 400, 422, 422, 422, 422, 422]),
        ("a text, then a list", "[\"a\", [\"b\"]]",             [400, 400, 422, 422, 422, 422, 422]),
        ("a text, then null", "[\"a\", null]",                  [400, 400, 422, 422, 422, 422, 422]),
        ("a text, then a number", "[\"a\", 1]",                 [400, 400, 422, 422, 422, 422, 422]),
        ("ids", "[5, 6]",                                       [400, 400, 422, 200, 200, 422, 200]),
        ("lists of ids", "[[5], [6, 7]]",                       [400, 400, 422, 200, 200, 422, 200]),
        ("a text and ids", "[\"a\", [6, 7]]",                   [400, 400, 422, 200, 200, 422, 200]),
        ("a negative id", "[-5]",                               [400, 400, 422, 422, 422, 422, 422]),
        ("nested four deep", LittleDeep,                        [400, 400, 422, 422, 422, 422, 422]),
        ("nested too deep to read", Deep,                       [400, 400, 400, 400, 400, 400, 400]),
        ("ten thousand texts", Many,                            [400, 400, 422, 422, 422, 422, 422]),
        ("ten thousand lists of a text", ManyLists,             [400, 400, 422, 422, 422, 422, 422]),
        ("half a surrogate pair", "\"a\\ud83d\"",               [400, 400, 422, 422, 422, 422, 422]),
        ("a whole one, escaped", "\"a\\ud83d\\ude00\"",         [200, 200, 200, 200, 200, 200, 200]),
        ("NUL in a text", "\"a\\u0000b\"",                      [200, 200, 200, 200, 200, 200, 200]),
        ("a name twice", "\"a\", \"inputs\": \"b\", \"input\": \"c\", \"input\": \"d\"", [400, 400, 400, 400, 400, 400, 400]),
        ("nothing", "",                                         [400, 400, 400, 400, 400, 400, 400]),
    ];

    private static readonly (string Path, string Member)[] Routes =
    [
        (Hub, "inputs"), (Features, "inputs"), ("/predict", "inputs"), ("/embed", "inputs"), ("/embed_all", "inputs"),
        ("/tokenize", "inputs"),
        ("/v1/embeddings", "input"),
    ];

    private static readonly string[] OtherRoutes =
        ["/", "/invocations", "/vertex", "/rerank", "/similarity", "/embed_sparse", "/decode", "/embeddings", Similarity];

    public static TheoryData<string> Names => [.. Shapes.Select(shape => shape.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EachRoute_AnswersTheShapeAsItsProtocolDoes(string name)
    {
        var (_, value, statuses) = Shapes.Single(shape => shape.Name == name);
        for (int i = 0; i < Routes.Length; i++)
        {
            var (path, member) = Routes[i];
            var answer = await shelf.Classifiers.PostAsync(path, $"{{\"{member}\": {value}}}");
            Assert.True(
                statuses[i] == (int)answer.Status,
                $"{path} answers {(int)answer.Status}: {answer.Body[..Math.Min(200, answer.Body.Length)]}");
            if ((int)answer.Status != 200) RequireError(path, answer);
        }
    }

    // Bodies that are no object, or an object without what is wanted, on every route.
    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"a\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"inputs\": \"a\",}")]
    [InlineData("{'inputs': 'a'}")]
    [InlineData("\ufeff{\"inputs\": 5}")]
    public async Task NoSuchObject_IsTheClientsFault(string body)
    {
        foreach (string path in Routes.Select(route => route.Path).Concat(OtherRoutes))
        {
            var answer = await shelf.Classifiers.PostAsync(path, body);
            Assert.InRange((int)answer.Status, 400, 424);
            RequireError(path, answer);
        }
    }

    [Fact]
    public async Task OtherMethods_AreNotAllowed_AndAskedForNoBody()
    {
        foreach (string path in Routes.Select(route => route.Path).Concat(OtherRoutes))
        {
            if (path == "/" || path.StartsWith("/models/", StringComparison.Ordinal)) continue;
            foreach (string method in (string[])["GET", "HEAD", "PUT", "DELETE"])
            {
                var answer = await shelf.Classifiers.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
                Assert.Equal((405, "POST"), ((int)answer.Status, answer.Header("Allow")));
            }
        }
    }

    private static void RequireError(string path, TestAnswer answer)
    {
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        if (answer.ContentType == "text/plain; charset=utf-8")
        {
            Assert.NotEmpty(answer.Body);
            return;
        }

        var error = answer.Json.GetProperty("error");
        string message = error.ValueKind == JsonValueKind.Object ? error.GetProperty("message").GetString()! : error.GetString()!;
        Assert.True(message.Length is > 10 and < 400, $"{path}: {message}");
    }
}
