namespace Matiz.Workflows;

/// <summary>Tells the progress of a part to whoever follows the whole.</summary>
internal static class Relay
{
    /// <summary>A progress of the part; null where nobody follows the whole.</summary>
    public static IProgress<TPart>? To<TPart, TWhole>(IProgress<TWhole>? whole, Func<TPart, TWhole> convert) =>
        whole is null ? null : new Converting<TPart, TWhole>(whole, convert);

    private sealed class Converting<TPart, TWhole>(IProgress<TWhole> whole, Func<TPart, TWhole> convert) : IProgress<TPart>
    {
        public void Report(TPart value) => whole.Report(convert(value));
    }
}
