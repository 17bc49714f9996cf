using System.Net;
using Matiz.Server;

namespace Matiz.Cli.Serving;

/// <summary>Runs the server until somebody asks for its end. The only place of the program that knows ASP.NET.</summary>
internal static class ServeJob
{
    public static int Run(ServeRequest request, CommandHost host, Notes notes) => RunAsync(request, host).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(ServeRequest request, CommandHost host)
    {
        await using var server = new MatizServer(
            services =>
            {
                foreach (var model in request.Models)
                    services.AddMatiz(model.Files, model.RunName, new MatizModelOptions { Device = request.Device });
            },
            new IPEndPoint(IPAddress.Loopback, request.Port));
        var addresses = await server.StartAsync(host.Interrupt);
        string models = string.Join(", ", request.Models.Select(model => model.RunName));
        await host.Error.WriteLineAsync($"{CommandLine.ProgramName}: serving {models} at {addresses[0]}");
        if (!request.IsCheck) await Task.Delay(Timeout.Infinite, host.Interrupt);
        await server.StopAsync();
        return ExitCode.Done;
    }
}
