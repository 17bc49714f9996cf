using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace Matiz.Benchmarks.Serve;

/// <summary>
/// A server that reads a body and answers with as many bytes as a classifier, and does nothing else: what asking itself costs.
/// </summary>
internal static class NullServer
{
    public static readonly string Answer = "[" + string.Join(',', Enumerable.Repeat("{\"score\":0.16666667,\"label\":\"surprise\"}", 6))
        + "]";

    public static void Run()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            await context.Response.WriteAsync(Answer);
        });
        app.StartAsync().GetAwaiter().GetResult();
        Console.WriteLine($"ready: {app.Urls.First()}");
        app.WaitForShutdownAsync().GetAwaiter().GetResult();
    }
}
