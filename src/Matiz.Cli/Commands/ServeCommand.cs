using System.CommandLine;
using System.Runtime.CompilerServices;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Serving;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz serve</c>: answers requests over HTTP with one or more models.</summary>
internal sealed class ServeCommand : MatizCommand
{
    private const int UsualPort = 8080, HighestPort = 65_535;

    private readonly Argument<string[]> _models = OptionFactory.PathArguments(
        "MODEL", "Folders of trained classifiers or embedding models, or their ids on the Hub", new ReadsModel());

    private readonly Option<int?> _port = OptionFactory.Whole("--port", "The port (default 8080; 0: any that is free)", 0, HighestPort);
    private readonly Option<bool> _check = OptionFactory.Flag("--check", "Load the models, listen, say so and end: whether it would work");
    private readonly ComputeOptionSet _compute = new();

    public ServeCommand()
        : base(
            "serve",
            "Answer requests over HTTP",
            "Answer requests over HTTP with one or more models, as clients of the Hub, of text-embeddings-inference, of "
            + "OpenAI's embeddings, "
            + "of vLLM and of KServe ask.")
    {
        Add(_models);
        AddOptions(new OptionSet("Serving", _port, _check), _compute, Messages);
    }

    public override MessageOptionSet Messages { get; } = new(null);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz serve my-model", "On port 8080 of this machine, for this machine alone."),
        new("matiz serve my-model --port 0 --check", "Whether it would work."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var finder = new ModelFinder(host, notes);
        var models = Array.ConvertAll(parse.GetRequiredValue(_models), model => finder.Find(model));
        using var device = _compute.ReadDevice(parse);
        return Serve(new ServeRequest(models, device, parse.GetValue(_port) ?? UsualPort, parse.GetValue(_check)), host, notes);
    }

    // ASP.NET is loaded here and nowhere before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Serve(ServeRequest request, CommandHost host, Notes notes) => ServeJob.Run(request, host, notes);
}
