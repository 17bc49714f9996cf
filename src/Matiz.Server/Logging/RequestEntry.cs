using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Matiz.Formats.Json;

namespace Matiz.Server.Logging;

/// <summary>
/// The line of a request: never a key, a query string or a path that is not served; texts where that was asked for alone.
/// </summary>
internal sealed record RequestEntry(
    string Method, string Route, int Status, double Milliseconds, long Tokens, string? Model, string? Fault, string? Trace,
    IReadOnlyList<string>? Texts) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const int MostCharactersOfAText = 200;

    /// <inheritdoc/>
    public int Count => Members().Count();

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => Members().ElementAt(index);

    /// <summary><c>POST /predict 200 3.1 ms, 12 tokens, emotion@0123456789abcdef, trace …</c>.</summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{Method} {Route} {Status} {Milliseconds:F1} ms");
        if (Tokens > 0) line.Append(CultureInfo.InvariantCulture, $", {Tokens} tokens");
        if (Model is not null) line.Append(CultureInfo.InvariantCulture, $", {Model}");
        if (Fault is not null) line.Append(CultureInfo.InvariantCulture, $", {Fault}");
        if (Trace is not null) line.Append(CultureInfo.InvariantCulture, $", trace {Trace}");
        if (Texts is { Count: > 0 }) line.Append(", texts ").Append(TextsAsJson());
        return line.ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Members().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<KeyValuePair<string, object?>> Members()
    {
        yield return new("method", Method);
        yield return new("route", Route);
        yield return new("status", Status);
        yield return new("ms", Math.Round(Milliseconds, 3));
        if (Tokens > 0) yield return new("tokens", Tokens);
        if (Model is not null) yield return new("model", Model);
        if (Fault is not null) yield return new("fault", Fault);
        if (Trace is not null) yield return new("trace", Trace);
        if (Texts is { Count: > 0 }) yield return new("texts", TextsAsJson());
    }

    // As JSON strings, so that a text cannot pass for a line of the log.
    private string TextsAsJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonStyles.Line))
        {
            json.WriteStartArray();
            foreach (string text in Texts!) json.WriteStringValue(text.Length > MostCharactersOfAText ? Cut(text) : text);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Cut(string text) =>
        text[..(char.IsHighSurrogate(text[MostCharactersOfAText - 1]) ? MostCharactersOfAText - 1 : MostCharactersOfAText)] + "…";
}
