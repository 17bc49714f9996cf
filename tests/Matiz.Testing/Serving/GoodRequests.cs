namespace Matiz.Testing;

/// <summary>
/// At least one request of each route of a server whose only model is a classifier of six emotions called <see cref="Model"/>; a test walks
/// the routes and fails where one is missing here.
/// </summary>
public static class GoodRequests
{
    /// <summary>The name of the model.</summary>
    public const string Model = "emotion";

    private const string Text = "i saw a " + GoodRequest.Marker + " movie";
    private const string Pair = $$"""{"inputs":["{{Text}}","{{Text}} again"]}""";
    private const string Tensor = $$"""
        {"id":"7","inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["{{Text}}","b"]}],"outputs":[{"name":"scores"}]}
        """;

    /// <summary>The requests.</summary>
    public static IReadOnlyList<GoodRequest> All { get; } =
    [
        Post("/", $$$"""{"parameters":{"top_k":3,"function_to_apply":"softmax"},"inputs":"{{{Text}}}"}"""),
        Post("/models/{**path}", $$$"""{"inputs":["{{{Text}}}","b"],"options":{"wait_for_model":true}}"""),
        Post("/models/{**path}", Embedding, "/pipeline/feature-extraction"),
        Post("/pipeline/{task}/{**path}", Similarity, path: $"/pipeline/sentence-similarity/{Model}"),
        Post("/predict", $$"""{"inputs":"{{Text}}"}"""),
        Post("/predict", $$"""{"inputs":[["{{Text}}"],["a","b"]],"truncate":true,"truncation_direction":"Right","raw_scores":true}"""),
        Post("/embed", Embedding),
        Post("/embed_all", $$"""{"inputs":"{{Text}}"}"""),
        Post("/embed_sparse", Embedding) with { Status = 424 },
        Post("/rerank", $$"""{"query":"{{Text}}","texts":["b","c"],"return_text":true}""") with { Status = 424 },
        Post("/similarity", Similarity),
        Post("/invocations", Pair),
        Post("/tokenize", $$"""{"inputs":["{{Text}}"],"add_special_tokens":true}"""),
        Post("/decode", """{"ids":[[2,5,6,3],[7]],"skip_special_tokens":true}"""),
        Post("/vertex", $$$"""{"instances":[{"inputs":"{{{Text}}}"},{"inputs":"b"} ] }"""),
        Post("/embeddings", $$"""{"input":"{{Text}}","model":"{{Model}}","encoding_format":"base64","user":"u"}"""),
        Post("/v1/embeddings", $$"""{"input":["{{Text}}","b"],"model":"{{Model}}"}"""),
        Post("/classify", $$"""{"model":"{{Model}}","input":["{{Text}}","b"]}"""),
        Post("/v1/classify", $$"""{"model":"{{Model}}","input":"{{Text}}"}"""),
        Post("/v2/models/{name}/infer", Tensor),
        Post("/v2/models/{name}/versions/{version}/infer", Tensor) with { Status = 404 },
        Post("/v2/models/{owner}/{name}/infer", Tensor) with { Status = 404 },
        Post("/v2/models/{owner}/{name}/versions/{version}/infer", Tensor) with { Status = 404 },
        Post("/v2/repository/index", ""),
        Post("/matiz/v1/classify", $$"""{"model":"{{Model}}","inputs":["{{Text}}"]}"""),
        Post("/matiz/page/try", $$"""{"model":"{{Model}}","text":"{{Text}}","text_pair":"b"}"""),
        Post("/matiz/page/classify", $$"""{"texts":["{{Text}}","b"],"text_pairs":[null,"c"]}"""),
        Get("/matiz/page/assets/{hash}/{file}") with { Status = 404 },
        Get("/matiz/page/models"),
        Get("/matiz/page/about"),
        Get("/matiz/page/examples"),
        Get("/openapi.json"),
        Get("/api-doc/openapi.json"),
        Get("/health"),
        Get("/ping"),
        Get("/"),
        Get("/info"),
        Get("/models/{**path}"),
        Get("/v1/models"),
        Get("/v1/models/{**name}"),
        Get("/v2"),
        Get("/v2/health/live"),
        Get("/v2/health/ready"),
        Get("/v2/models"),
        Get("/v2/models/{name}"),
        Get("/v2/models/{name}/ready"),
        Get("/v2/models/{name}/versions/{version}") with { Status = 404 },
        Get("/v2/models/{name}/versions/{version}/ready") with { Status = 404 },
        Get("/v2/models/{owner}/{name}") with { Status = 404 },
        Get("/v2/models/{owner}/{name}/ready") with { Status = 404 },
        Get("/v2/models/{owner}/{name}/versions/{version}") with { Status = 404 },
        Get("/v2/models/{owner}/{name}/versions/{version}/ready") with { Status = 404 },
        Get("/matiz/v1/models"),
        Get("/metrics"),
    ];

    private static string Embedding => $$"""{"inputs":["{{Text}}","b"],"normalize":true,"truncate":true}""";

    private static string Similarity => $$$"""{"inputs":{"source_sentence":"{{{Text}}}","sentences":["b","c"]}}""";

    private static GoodRequest Post(string route, string body, string behind = "", string? path = null) =>
        new("POST", route, path ?? PathOf(route) + behind, body);

    private static GoodRequest Get(string route) => new("GET", route, PathOf(route), "");

    private static string PathOf(string route) => route
        .Replace("{name}", Model, StringComparison.Ordinal)
        .Replace("{version}", "0123456789abcdef", StringComparison.Ordinal)
        .Replace("{hash}/{file}", "0/app.js", StringComparison.Ordinal)
        .Replace("{owner}", "someone", StringComparison.Ordinal)
        .Replace("{**path}", Model, StringComparison.Ordinal)
        .Replace("{**name}", Model, StringComparison.Ordinal);
}
