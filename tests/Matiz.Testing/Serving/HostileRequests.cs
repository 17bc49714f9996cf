namespace Matiz.Testing;

/// <summary>Every family of hostile requests; each request follows from a seed and its number.</summary>
public static class HostileRequests
{
    // Each family as often as the others, but for those that take a second or move a hundred megabytes.
    private static readonly string[] Rare =
        ["100 MB body", "100 MB in chunks", "slow request", "slow body", "many texts", "gzip bomb", "long text", "deep nesting"];

    private static readonly (string Name, Func<HostileMaker, HostileRequest> Make)[] Families =
        [.. HostileBodies.All, .. HostileBytes.All, .. HostileFraming.All, .. HostileHeads.All, .. HostileConnections.All];

    // The heart of the matter comes more often: what a parser has to see through.
    private static readonly (string Name, Func<HostileMaker, HostileRequest> Make)[] Drawn =
        [.. Families.SelectMany(family => Enumerable.Repeat(family, Weight(family.Name)))];

    /// <summary>The names of the families.</summary>
    public static IEnumerable<string> Names => Families.Select(family => family.Name);

    /// <summary>A request.</summary>
    /// <param name="goods">Requests with a body that the server answers rightly.</param>
    /// <param name="key">The server's key; null: it asks for none.</param>
    /// <param name="seed">What all requests follow from.</param>
    /// <param name="number">Which of them.</param>
    public static (GoodRequest Good, HostileRequest Request) Make(IReadOnlyList<GoodRequest> goods, string? key, int seed, int number)
    {
        ArgumentNullException.ThrowIfNull(goods);
        var random = new Random(HashOf(seed, number));
        var good = goods[random.Next(goods.Count)];
        return (good, Drawn[random.Next(Drawn.Length)].Make(new HostileMaker(good, key, random)));
    }

    private static int Weight(string name) => name switch
    {
        "broken JSON" or "wrong type" or "several wrong types" => 40,
        _ => Array.IndexOf(Rare, name) >= 0 ? 2 : 8,
    };

    private static int HashOf(int seed, int number) => unchecked(((seed * 1_000_003) + number) * (int)2_654_435_761);
}
