using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Hosting;

/// <summary>Says something where nothing was said: of a path that is not served, or asked by another method.</summary>
internal static class StatusPages
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is not null || response.ContentType is not null) return;
        string? message = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "there is nothing at this path.",
            StatusCodes.Status405MethodNotAllowed => "this path is asked by another method; the header Allow says which.",
            _ => null,
        };
        if (message is null) return;
        await ServerRequest.WriteAsync(context, ProblemJson.Answer(response.StatusCode, message), context.RequestAborted)
            .ConfigureAwait(false);
    }
}
