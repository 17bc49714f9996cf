using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Matiz.Formats;
using Matiz.Formats.Onnx;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Training;

namespace Matiz.Peers;

/// <summary>The tables of a run, as a file of Markdown.</summary>
internal sealed class PeersReport
{
    // What the project asks of itself: times as many tokens as ONNX Runtime in the same precision, and at most this share of its time.
    private const double Fp32Ratio = 1.5, Int8Ratio = 1.8, OneTextShare = 0.6;

    // Logits that differ by more are wrong, not rounded: of the greatest logit.
    private const double Fp32Tolerance = 1e-4, Int8Tolerance = 0.25;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly PeerOptions _options;
    private readonly StringBuilder _models = new(), _tokenizers = new();
    private readonly List<string> _notes = [];
    private string _mix = "";

    /// <summary>A report without tables.</summary>
    public PeersReport(PeerOptions options)
    {
        _options = options;
        Note("TorchSharp is not compared: its native library does not load on Debian 12.");
    }

    /// <summary>Whether a program gave other answers.</summary>
    public bool HasFault { get; private set; }

    /// <summary>Whether tokenizers were compared.</summary>
    public bool HasTokenizers => _tokenizers.Length > 0;

    /// <summary>Says a sentence below the tables.</summary>
    public void Note(string sentence)
    {
        if (!_notes.Contains(sentence)) _notes.Add(sentence);
    }

    /// <summary>Adds a model.</summary>
    public void Add(PeerModel model, PeerTexts texts, IReadOnlyList<PeerResult> results)
    {
        _mix = texts.Mix();
        foreach (var result in results)
        {
            double tolerance = result.Precision == "fp32" ? Fp32Tolerance : Int8Tolerance;
            if (result.Difference > tolerance * result.GreatestLogit)
            {
                HasFault = true;
                Note(string.Create(
                    Invariant, $"**{result.Name} {result.Precision} on {model.Title} gives other logits: {result.Difference:G3} off.**"));
            }

            var own = results.FirstOrDefault(other => other.Name == "Matiz" && other.Precision == result.Precision);
            bool isAlone = own is null || ReferenceEquals(own, result);
            _models.AppendLine(string.Create(
                Invariant,
                $"| {model.Title} | {result.Precision} | {result.Name} | {result.TokensPerSecond:#,0} | {result.OneTextMs:F2} | "
                + $"{(isAlone ? "" : Ratios(own!, result))} | "
                + $"{result.Difference:G2} of {result.GreatestLogit:F2} | {result.EqualAnswers:P1} |"));
        }

        Note($"ONNX Runtime's graph of {model.Title} after its own fusions: fp32 {Fusions(model.Fused(model.Graph))}; "
            + $"int8 {Fusions(model.Fused(model.QuantizedGraph))}.");
    }

    /// <summary>Adds the tokenizers.</summary>
    public void Add(IReadOnlyList<TokenizerResult> results)
    {
        foreach (var result in results)
        {
            _tokenizers.AppendLine(string.Create(
                Invariant,
                $"| {result.Name} | {result.TokensPerSecond / 1e6:F2} | {results[0].TokensPerSecond / result.TokensPerSecond:F2} | "
                + $"{result.EqualTexts:P1} |"));
        }
    }

    /// <summary>Writes the file, and shows it.</summary>
    public void Write()
    {
        using var device = Device.Open(options: new DeviceOptions { Threads = _options.Threads });
        string text = string.Create(
            Invariant,
            $"""
            # Beside others

            `dotnet run -c Release --project benchmarks/Matiz.Peers -- {_options.Command}`

            {Machine.Processor}; {RuntimeInformation.OSDescription}; .NET {Environment.Version}; {device.Description}; peak of fp32 in this
            run {GemmBenchmark.Peak(device):F0} GFLOP/s. Matiz {Machine.Version}, ONNX Runtime {OnnxRuntimePeer.Version} on what
            `matiz convert --to onnx` wrote of the same model, all graph optimizations on. Threads of each: {_options.Threads}; load of the
            machine in the last minute, this run included: {Load()} on {Environment.ProcessorCount} cores.
            {Versions()}

            Texts: {_mix}.

            From ids to logits; programs take turns batch by batch, each time is the median of {_options.Rounds} rounds, and one text
            of {PeerTexts.TokensOfOne} tokens the median of {_options.Rounds * ModelComparison.RunsOfOneText} runs.
            "× Matiz" is how many times as many tokens Matiz computes (must: {Fp32Ratio:F1} in fp32, {Int8Ratio:F1} in int8) and which
            share of the time it takes for one text (must: at most {OneTextShare:F1}). Differences are the largest of any logit from
            Matiz in fp32, beside the greatest logit; "equal answers" the share of texts with the same greatest logit (the heads are new,
            so that many texts lie between two labels).

            | model | precision | program | tokens/s | one text, ms | × Matiz tokens/s; share of one text | difference | equal answers |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            {_models}
            ## Tokenizers

            WordPiece of BERT's uncased vocabulary, one core, ids of every text, medians of turns.

            | program | million tokens/s | × Matiz | texts with equal ids |
            | --- | --- | --- | --- |
            {_tokenizers}
            ## Notes

            - {string.Join("\n- ", _notes)}

            """);
        AtomicFile.Write(_options.Output, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        Console.Write(text);
    }

    private static string Ratios(PeerResult own, PeerResult other) => string.Create(
        Invariant, $"{own.TokensPerSecond / other.TokensPerSecond:F2}; {own.OneTextMs / other.OneTextMs:F2}");

    private static string Versions() =>
        $"FastBertTokenizer {Version(typeof(FastBertTokenizer.BertTokenizer))}, "
        + $"Microsoft.ML.Tokenizers {Version(typeof(Microsoft.ML.Tokenizers.BertTokenizer))}.";

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known";

    // Operators that the runtime has made of several, by number.
    private static string Fusions(string path)
    {
        using var file = File.OpenRead(path);
        var counts = ModelProto.Parser.ParseFrom(file).Graph.Node
            .Where(node => node.Domain is "com.microsoft").CountBy(node => node.OpType).OrderByDescending(entry => entry.Value);
        return string.Join(", ", counts.Select(entry => string.Create(Invariant, $"{entry.Value} {entry.Key}")));
    }
}
