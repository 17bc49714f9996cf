using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Serving;

/// <summary>Who may ask, and how much at once.</summary>
internal sealed class ServeAccessOptionSet : IOptionSet
{
    public Option<string?> ApiKey { get; } = Text(
        "--api-key", "K",
        $"Ask for this key (Authorization: Bearer K); better in a file or in {ApiKeyReader.Variable}, which others do not see");

    public Option<string?> ApiKeyFile { get; } = OptionFactory.Path(
        "--api-key-file", "F", "Ask for one of the keys of a file: one a line, # begins a comment", new ReadsFile());

    public Option<string[]> AllowHost { get; } = Texts(
        "--allow-host", "NAME", "A name by which a proxy or a browser may call a server on 127.0.0.1 (Host); * is any; may be repeated");

    public Option<string[]> CorsAllowOrigin { get; } = Texts(
        "--cors-allow-origin", "ORIGIN", "An origin whose pages may ask (default: none; * is any); may be repeated");

    public Option<int?> MaxBatchTexts { get; } = Whole("--max-batch-texts", "Texts of one request (default 32)", 1);

    public Option<int?> MaxQueue { get; } = Whole(
        "--max-queue", "Requests that wait for a model; one more is told to come again (default 512)", 1);

    public string Title => "Access and limits";

    public IReadOnlyList<Option> All => [ApiKey, ApiKeyFile, AllowHost, CorsAllowOrigin, MaxBatchTexts, MaxQueue];

    /// <summary>The keys that are asked for; empty: none.</summary>
    /// <exception cref="UsageException">A key or a file of keys is no good.</exception>
    public IReadOnlyList<string> ReadKeys(ParseResult parse, Notes notes) =>
        ApiKeyReader.Read(parse.GetValue(ApiKey), parse.GetValue(ApiKeyFile), notes);

    /// <summary>The rest of what was typed.</summary>
    /// <exception cref="UsageException">An origin is none.</exception>
    public ServeAccess Read(ParseResult parse) => new(
        parse.GetValue(AllowHost) ?? [], Array.ConvertAll(parse.GetValue(CorsAllowOrigin) ?? [], Origin),
        parse.GetValue(MaxBatchTexts), parse.GetValue(MaxQueue));

    // Browsers write an origin in one way; another would allow nothing without a word.
    private static string Origin(string word) => word == "*"
        || (Uri.TryCreate(word, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), word, StringComparison.OrdinalIgnoreCase))
        ? word
        : throw new UsageException(
            $"--cors-allow-origin {word}: this is no origin. One such as https://example.org, without a path, or * was expected. "
            + "Correct it.");
}
