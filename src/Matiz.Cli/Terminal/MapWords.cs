using Matiz.Features;

namespace Matiz.Cli.Terminal;

/// <summary>How far a map can be trusted, for people.</summary>
internal static class MapWords
{
    /// <summary><c>0.9123 of 15, 0.9310 of 5 neighbours can be trusted</c>; of few rows what is known, or how few they are.</summary>
    public static string Trust(FeatureMap map)
    {
        string rows = map.TrustworthinessRows < map.Embedding.Rows
            ? $" (of {Numbers.Counted(map.TrustworthinessRows, "row")}, evenly spaced)"
            : "";
        return map switch
        {
            { Trustworthiness5: null } => "too few rows to say how far it can be trusted",
            { Trustworthiness15: null } => $"{Numbers.Metric(map.Trustworthiness5)} of 5 neighbours can be trusted{rows}",
            _ =>
                $"{Numbers.Metric(map.Trustworthiness15)} of 15, {Numbers.Metric(map.Trustworthiness5)} of 5 neighbours can "
                + $"be trusted{rows}",
        };
    }
}
