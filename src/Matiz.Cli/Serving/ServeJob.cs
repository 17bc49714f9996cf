using Matiz.Cli.Streams;
using Matiz.Inference;
using Matiz.Inference.Queues;
using Matiz.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Cli.Serving;

/// <summary>Runs the server until somebody asks for its end. The only place of the program that knows ASP.NET.</summary>
internal static class ServeJob
{
    /// <summary>Serves; returns when what was accepted has been answered.</summary>
    public static int Run(ServeRequest request, CommandHost host, Notes notes) => RunAsync(request, host, notes).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(ServeRequest request, CommandHost host, Notes notes)
    {
        await using var server = new MatizServer(services => Add(services, request, host.Error), ListenOptions(request));
        var address = await server.StartAsync(host.Interrupt);
        if (!host.ErrorIsTerminal && !request.IsCheck) Signals.OnHangup(() => _ = server.ReloadAsync());
        using var time = host.TakeTime();                       // what was accepted is answered before the end
        foreach (var model in server.Models) notes.TellOfLoading(model.LoadingNotes, model.LoadingWarnings);
        notes.Say($"{CommandLine.ProgramName}: {Address(address)} serves {string.Join(", ", server.Models.Select(Describe))}.");
        if (!request.IsCheck) await Interrupted(host.Interrupt);
        await server.StopAsync();
        host.Interruption?.Claim();
        return ExitCode.Done;
    }

    private static void Add(IServiceCollection services, ServeRequest request, TextWriter log)
    {
        var options = new MatizModelOptions
        {
            Device = request.Device,
            Pooling = request.Reading.Pooling,
            Inference = new InferenceOptions { MaxLength = request.Reading.MaxLength },
        };
        foreach (var (name, source) in request.Models)
            services.AddMatiz(source.Files, name, options, configure: _ => ServerOptions(request));
        foreach (var (name, source, share) in request.Shadows) services.AddMatizShadow(name, source.Files, share, options);
        var operation = request.Operation;
        services.AddMatizLog(log, new MatizLogOptions
        {
            Models = !operation.IsQuiet,
            Requests = operation.LogsRequests,
            Json = operation.IsJson,
            ProgramName = CommandLine.ProgramName,
        });
    }

    private static MatizServerOptions ServerOptions(ServeRequest request)
    {
        var (usual, queue) = (new MatizServerOptions(), new TokenQueueOptions());
        return usual with
        {
            ApiKeys = request.Listen.Keys,
            CorsOrigins = request.Access.CorsOrigins,
            MostBatch = request.Access.MostBatchTexts ?? usual.MostBatch,
            Queue = queue with { MostRequests = request.Access.MostWaiting ?? queue.MostRequests },
            Page = request.HasPage,
            LogsTexts = request.Operation.LogsTexts,
            OtlpEndpoint = request.Operation.Collector,
            ReloadDelay = request.Operation.Reloads ? usual.ReloadDelay : null,
        };
    }

    private static MatizListenOptions ListenOptions(ServeRequest request) => new()
    {
        Address = request.Listen.Address,
        Port = request.Listen.Port,
        Certificate = request.Listen.Certificate,
        CertificateChain = request.Listen.Chain,
        AllowedHosts = request.Access.AllowedHosts,
    };

    private static async Task Interrupted(CancellationToken interrupt)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = interrupt.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), source);
        await source.Task;
    }

    private static string Describe(MatizModelInfo model) =>
        $"{model.Name} ({(model.IsClassifier ? "classifier" : "embeddings")}, version {model.Version})";

    // With its port in any case.
    private static string Address(Uri address) => $"{address.Scheme}://{address.Host}:{address.Port}";
}
