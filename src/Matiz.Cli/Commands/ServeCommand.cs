using System.CommandLine;
using System.Runtime.CompilerServices;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Runs;
using Matiz.Cli.Serving;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz serve</c>: answers requests over HTTP with one or more models.</summary>
internal sealed class ServeCommand : MatizCommand
{
    private readonly Argument<string[]> _models = OptionFactory.PathArguments(
        "MODEL", "Folders of trained classifiers or of embedding models, or their ids on the Hub", new ReadsModel());

    private readonly ServeOptionSet _serving = new();
    private readonly ServeAccessOptionSet _access = new();
    private readonly ServeOperationOptionSet _operation = new();
    private readonly ServeModelOptionSet _reading = new();
    private readonly ComputeOptionSet _compute = ComputeOptionSet.ForInference();

    public ServeCommand()
        : base(
            "serve",
            "Answer requests over HTTP, as clients ask already",
            "Answer requests over HTTP with one or more models. Clients of the Hub, of text-embeddings-inference, of OpenAI's "
            + "embeddings, of "
            + "vLLM and of KServe work unchanged; /matiz/v1/classify says besides which version answered, and where the model is not "
            + "sure. Every classifier gives embeddings too. Ctrl-C and SIGTERM answer what was accepted, then end.")
    {
        Add(_models);
        AddOptions(_serving, _access, _operation, _reading, _compute, Messages);
    }

    public override MessageOptionSet Messages { get; } = new();

    public override bool EndsByInterruption => true;

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new(
            "matiz serve my-model",
            "On port 8080, for this machine alone. Ask it: curl localhost:8080/predict -d '{\"inputs\": \"a text\"}'"),
        new("matiz serve my-model --page", "With a page to try it on: http://localhost:8080"),
        new("matiz serve my-model other-model --model-name emotion --model-name topic", "Two models; requests name one, or get the first."),
        new("matiz serve my-model --host 0.0.0.0 --api-key-file keys.txt", "For other machines, which need a key."),
        new("matiz serve my-model --certificate cert.pem --certificate-key key.pem --port 8443", "HTTPS."),
        new("matiz serve sentence-transformers/all-MiniLM-L6-v2", "Embeddings of a model of the Hub."),
        new("matiz serve my-model --port 0 --check", "Load it, listen, say so and end: whether it would work."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string[] words = parse.GetRequiredValue(_models);
        var names = _serving.ReadNames(parse, words);
        var listen = _serving.ReadListen(parse, _access.ReadKeys(parse, notes), notes);
        var operation = _operation.Read(parse, Messages);
        var finder = new ModelFinder(host, notes);
        string? revision = _reading.ReadRevision(parse, words);
        var models = new ServeModel[words.Length];
        for (int i = 0; i < words.Length; i++) models[i] = Named(finder.Find(words[i], revision), names?[i]);
        RequireDistinct(models);
        var shadows = _serving.ReadShadows(parse, models, word => finder.Find(word));
        using var device = _compute.ReadDevice(parse, notes);
        var request = new ServeRequest
        {
            Models = models,
            Shadows = shadows,
            Device = device,
            Listen = listen,
            Access = _access.Read(parse),
            Operation = operation,
            Reading = _reading.Read(parse),
            HasPage = parse.GetValue(_serving.Page),
            IsCheck = parse.GetValue(_serving.Check),
        };
        return Serve(request, host, notes);
    }

    // ASP.NET is loaded here and nowhere before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Serve(ServeRequest request, CommandHost host, Notes notes) => ServeJob.Run(request, host, notes);

    private static ServeModel Named(ModelSource source, string? name)
    {
        if (!FeaturesRequest.IsRunWithoutModel(source)) return new ServeModel(name ?? source.RunName, source);
        throw new UsageException(
            $"{source.Name}: this run of matiz features kept no model. A trained model was expected. Run it again with --save-model.");
    }

    private static void RequireDistinct(IReadOnlyList<ServeModel> models)
    {
        foreach (var same in models.GroupBy(model => model.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            string places = string.Join(" and ", same.Select(model => model.Source.Name));
            throw new UsageException(
                $"{places}: two models would be called '{same.Key}'. Names that differ were expected, since requests name one. "
                + "Give each model a name with --model-name, in their order.");
        }
    }
}
