using System.Globalization;
using System.Net.Http.Headers;

namespace Matiz.Hub.Http;

/// <summary>What stands in the heads of requests and answers.</summary>
internal static class HubHeaders
{
    private const string Authorization = "Authorization", AcceptEncoding = "Accept-Encoding", UserAgent = "User-Agent";

    private static readonly string Version =
        typeof(HubHeaders).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Sets the head of a request.</summary>
    public static void Set(HttpRequestMessage message, HubRequest request, HubOptions options, string? token)
    {
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (!message.Headers.Contains(AcceptEncoding)) message.Headers.TryAddWithoutValidation(AcceptEncoding, "identity");
        message.Headers.TryAddWithoutValidation(UserAgent, AgentOf(options));
        if (token is not null) message.Headers.TryAddWithoutValidation(Authorization, "Bearer " + token);
    }

    /// <summary><c>matiz/1.2.3; dotnet/10.0.1; origin/X</c>; the second part is left out where telemetry is unwanted.</summary>
    public static string AgentOf(HubOptions options) =>
        $"matiz/{Version}" + (options.IsTelemetryUnwanted ? "" : $"; dotnet/{Environment.Version}")
            + (options.UserAgentOrigin is { } origin ? $"; origin/{origin}" : "");

    /// <summary>The first value of a header of the answer or of its body; null where it has none.</summary>
    public static string? Text(HttpResponseMessage answer, string name) =>
        Text(answer.Headers, name) ?? Text(answer.Content.Headers, name);

    /// <summary>The whole number of a header; null where it is not there or none.</summary>
    public static long? Number(HttpResponseMessage answer, string name) =>
        long.TryParse(Text(answer, name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>An ETag without <c>W/</c> and quotes; null where it is not there or empty.</summary>
    public static string? ETag(HttpResponseMessage answer, string name)
    {
        string? text = Text(answer, name)?.Trim();
        if (text is not null && text.StartsWith("W/", StringComparison.Ordinal)) text = text[2..];
        text = text?.Trim('"');
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The address of a <c>Link: &lt;…&gt;; rel="next"</c>; null where there is none of that relation.</summary>
    public static string? Link(HttpResponseMessage answer, string relation)
    {
        if (!answer.Headers.NonValidated.TryGetValues("Link", out var values)) return null;
        foreach (string value in values)
        {
            for (int start = value.IndexOf('<', StringComparison.Ordinal); start >= 0;)
            {
                int end = value.IndexOf('>', start);
                if (end < 0) break;
                int next = value.IndexOf('<', end);
                string parameters = next < 0 ? value[(end + 1)..] : value[(end + 1)..next];
                if (HasRelation(parameters, relation)) return value[(start + 1)..end];
                start = next;
            }
        }

        return null;
    }

    private static bool HasRelation(string parameters, string relation)
    {
        foreach (string parameter in parameters.Split(';', ','))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !parameter.AsSpan(0, equals).Trim().Equals("rel", StringComparison.OrdinalIgnoreCase)) continue;
            if (parameter.AsSpan(equals + 1).Trim().Trim('"').Equals(relation, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static string? Text(HttpHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out var values)) return null;
        foreach (string value in values) return value;
        return null;
    }
}
