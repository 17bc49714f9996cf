using System.Globalization;
using Matiz.Features;

namespace Matiz.Cli.Terminal;

/// <summary>Progress of the feature route: on a terminal a line that changes in place; in a file a line for each split.</summary>
internal static class FeatureRouteProgressDisplay
{
    /// <summary>Shows progress while something runs.</summary>
    /// <param name="host">Where.</param>
    /// <param name="notes">Whether it is wanted.</param>
    /// <param name="run">What runs; reports to what it is given.</param>
    public static T Show<T>(CommandHost host, Notes notes, Func<IProgress<FeatureRouteProgress>?, T> run)
    {
        if (notes.IsQuiet) return run(null);
        return host.ErrorIsTerminal
            ? LiveLine.Show(host, line => run(new Reporter(value => Change(line, value))))
            : run(new Reporter(value => Tell(notes, value)));
    }

    private static void Change(LiveLine line, FeatureRouteProgress value)
    {
        if (value.Features is { } features && IsDone(features)) line.Keep(Done(features));
        line.Set(
            value.Features is { } part ? part.Rows / (double)part.TotalRows : value.MapShare ?? 0,
            value switch
            {
                { IsFitting: true } => "logistic regression",
                { MapShare: not null } => "drawing the map",
                { Features: { } at } => string.Create(
                    CultureInfo.InvariantCulture,
                    $"features of {at.Split}: {at.Rows:#,0} of {Numbers.Counted(at.TotalRows, "row")}  {at.TokensPerSecond:#,0} tokens/s"),
                _ => "",
            });
    }

    private static void Tell(Notes notes, FeatureRouteProgress value)
    {
        if (value.Features is { } features && IsDone(features)) notes.Say(Done(features));
    }

    private static bool IsDone(FeatureProgress features) => features is { TokensPerSecond: 0 } && features.Rows == features.TotalRows;

    private static string Done(FeatureProgress features) =>
        $"features of {features.Split}: {Numbers.Counted(features.TotalRows, "row")}{(features.IsFromCache ? ", from the cache" : "")}";

    private sealed class Reporter(Action<FeatureRouteProgress> report) : IProgress<FeatureRouteProgress>
    {
        public void Report(FeatureRouteProgress value) => report(value);
    }
}
