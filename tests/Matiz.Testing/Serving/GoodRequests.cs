namespace Matiz.Testing;

/// <summary>
/// One request of each route of a server whose first model is a classifier called <see cref="Model"/>; a test walks the routes and fails
/// where one is missing here.
/// </summary>
public static class GoodRequests
{
    /// <summary>The name of the model.</summary>
    public const string Model = "emotion";

    private const string Text = "i saw a " + GoodRequest.Marker + " movie";

    /// <summary>The requests.</summary>
    public static IReadOnlyList<GoodRequest> All { get; } =
    [
        Post("/predict", $$"""{"inputs":"{{Text}}"}"""),
    ];

    private static GoodRequest Post(string route, string body) => new("POST", route, route.Replace("{name}", Model, StringComparison.Ordinal), body);
}
