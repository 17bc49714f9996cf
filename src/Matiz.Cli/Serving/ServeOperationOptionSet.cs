using System.CommandLine;
using Matiz.Cli.Options;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Serving;

/// <summary>How a server is run: what it says of itself, and whether it looks at its folders.</summary>
internal sealed class ServeOperationOptionSet : IOptionSet
{
    private const string PlainFormat = "text", JsonFormat = "json";

    public Option<bool> NoReload { get; } = Flag("--no-reload", "Do not load a folder again when its files change");

    public Option<string?> LogFormat { get; } = Choice(
        "--log-format", "How lines of the log are written (default text)", [PlainFormat, JsonFormat]);

    public Option<bool> LogTexts { get; } = Flag("--log-texts", "Let the lines of requests (--verbose) hold their texts");

    public Option<string?> OtlpEndpoint { get; } = Text(
        "--otlp-endpoint", "URL", "Send metrics and traces to this collector (default: as OTEL_EXPORTER_OTLP_ENDPOINT says)");

    public string Title => "Operation";

    public IReadOnlyList<Option> All => [NoReload, LogFormat, LogTexts, OtlpEndpoint];

    /// <summary>What was typed.</summary>
    /// <exception cref="UsageException">The collector's address is none.</exception>
    public ServeOperation Read(ParseResult parse, MessageOptionSet messages) => new(
        !parse.GetValue(NoReload), parse.GetValue(messages.Verbose), parse.GetValue(messages.Quiet),
        parse.GetValue(LogFormat) is JsonFormat,
        parse.GetValue(LogTexts), Collector(parse.GetValue(OtlpEndpoint)));

    private static Uri? Collector(string? url)
    {
        if (url is null) return null;
        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")) return address;
        throw new UsageException($"--otlp-endpoint {url}: this is no address. One such as http://localhost:4317 was expected. Correct it.");
    }
}
