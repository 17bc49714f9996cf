using System.Globalization;
using Matiz.Data;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Benchmarks.Serve;

/// <summary>What the jobs of the server are given: the model, the program, and how much.</summary>
internal sealed class ServeOptions
{
    private readonly string[] _arguments;

    public ServeOptions(string[] arguments)
    {
        if (arguments.Length == 0) throw new ArgumentException("a classifier's folder, or minilm, was expected.", nameof(arguments));
        _arguments = arguments;
        Program = Word("--program") ?? Path.Join("src", "Matiz.Cli", "bin", "Release", "net10.0", "matiz");
        Folder = arguments[0] == "minilm" ? MiniLm() : arguments[0];
    }

    /// <summary>The folder of a classifier.</summary>
    public string Folder { get; }

    /// <summary>The program.</summary>
    public string Program { get; }

    /// <summary>Starts <c>serve</c> on a free port and waits until it is ready.</summary>
    public ServerProcess Serve(params string[] words) => ServeFolder(Folder, words);

    /// <summary>The same of another folder.</summary>
    public ServerProcess ServeFolder(string folder, params string[] words)
    {
        var server = ServerProcess.Start(Program, ["serve", folder, "--port", "0", .. words]);
        server.WaitAsync().GetAwaiter().GetResult();
        return server;
    }

    /// <summary>A number of the arguments.</summary>
    public int Number(string name, int byDefault) =>
        Word(name) is { } word ? int.Parse(word, CultureInfo.InvariantCulture) : byDefault;

    private string? Word(string name) =>
        Array.IndexOf(_arguments, name) is >= 0 and var place && place + 1 < _arguments.Length ? _arguments[place + 1] : null;

    // The built-in encoder under a head for six classes: its answers mean nothing, its speed is that of any of its size.
    private static string MiniLm()
    {
        string folder = Path.Join(Path.GetTempPath(), "matiz-serve-minilm");
        AutoModelForSequenceClassification.FromPretrained(
            ModelFiles.FromStreams(EmbeddedEncoder.Name, EmbeddedEncoder.FileNames, EmbeddedEncoder.Open),
            new ClassLabel(["sadness", "joy", "love", "anger", "fear", "surprise"])).Save(folder);
        return folder;
    }
}
