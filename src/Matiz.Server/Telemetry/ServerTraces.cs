using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Telemetry;

/// <summary>
/// Traces under the source <c>Matiz.Server</c>: a span a request, and one a call of a model, with the names of OpenTelemetry's conventions.
/// Texts, keys, query strings and paths that are not served are in none.
/// </summary>
internal static class ServerTraces
{
    public const string SourceName = "Matiz.Server";

    private const string TraceParent = "traceparent", TraceState = "tracestate";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// The span of a request, where anybody listens: below the one of the application's own telemetry, else continuing the client's trace
    /// (W3C). ASP.NET makes an activity for its logs too, which nobody exports; it is no parent.
    /// </summary>
    public static Activity? BeginRequest(HttpContext context, string route)
    {
        if (!Source.HasListeners()) return null;
        string name = $"{context.Request.Method} {route}";
        var activity = Activity.Current is { Source.Name.Length: > 0 } outer
            ? Source.StartActivity(name, ActivityKind.Internal, outer.Context)
            : Source.StartActivity(name, ActivityKind.Server, ParentOf(context));
        activity?.SetTag("http.request.method", context.Request.Method);
        activity?.SetTag("http.route", route);
        return activity;
    }

    /// <summary>Ends the span of a request.</summary>
    public static void EndRequest(Activity? activity, int status, string? fault)
    {
        if (activity is null) return;
        activity.SetTag("http.response.status_code", status);
        if (fault is not null) activity.SetTag("error.type", fault);
        if (status >= StatusCodes.Status500InternalServerError) activity.SetStatus(ActivityStatusCode.Error);
        activity.Dispose();
    }

    /// <summary>The span of a call of a model, where anybody listens.</summary>
    public static Activity? BeginCall(string operation, string model, string version)
    {
        var activity = Source.StartActivity(ActivityKind.Internal);
        if (activity is null) return null;
        activity.DisplayName = $"{operation} {model}";
        activity.SetTag("gen_ai.operation.name", operation);
        activity.SetTag("gen_ai.provider.name", "matiz");
        activity.SetTag("gen_ai.request.model", model);
        activity.SetTag("matiz.model.version", version);
        return activity;
    }

    private static ActivityContext ParentOf(HttpContext context)
    {
        var headers = context.Request.Headers;
        return ActivityContext.TryParse(headers[TraceParent], headers[TraceState], isRemote: true, out var parent) ? parent : default;
    }
}
