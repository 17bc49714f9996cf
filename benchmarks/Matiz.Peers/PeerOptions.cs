using System.Globalization;

namespace Matiz.Peers;

/// <summary>What the command line asks for.</summary>
internal sealed record PeerOptions
{
    /// <summary>The words that are understood.</summary>
    public const string Usage =
        "Matiz.Peers [--threads N] [--rounds N] [--texts N] [--file FILE] [--models minilm,distilbert] [--output FILE]";

    /// <summary>Threads of each program. Default 1.</summary>
    public int Threads { get; private init; } = 1;

    /// <summary>How often each batch is computed by each program. Default 5.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>How many texts are computed. Default 256.</summary>
    public int Texts { get; private init; } = 256;

    /// <summary>A file of rows with a column of texts; null: the built-in sample's training rows.</summary>
    public string? File { get; private init; }

    /// <summary>The models. Default both.</summary>
    public IReadOnlyList<string> Models { get; private init; } = ["minilm", "distilbert"];

    /// <summary>Where the tables are written. Default <c>benchmarks/PEERS.md</c>.</summary>
    public string Output { get; private init; } = Path.Combine("benchmarks", "PEERS.md");

    /// <summary>The command that repeats a run.</summary>
    public string Command { get; private init; } = "";

    /// <summary>Reads the words of a command line.</summary>
    /// <exception cref="ArgumentException">A word is not understood.</exception>
    public static PeerOptions Parse(string[] words)
    {
        var options = new PeerOptions { Command = string.Join(' ', words) };
        for (int i = 0; i < words.Length; i += 2)
        {
            string value = i + 1 < words.Length ? words[i + 1] : throw new ArgumentException($"{words[i]} needs a value. Usage: {Usage}");
            options = words[i] switch
            {
                "--threads" => options with { Threads = Number(value) },
                "--rounds" => options with { Rounds = Number(value) },
                "--texts" => options with { Texts = Number(value) },
                "--file" => options with { File = value },
                "--models" => options with { Models = value.Split(',') },
                "--output" => options with { Output = value },
                _ => throw new ArgumentException($"{words[i]} is not understood. Usage: {Usage}"),
            };
        }

        return options;
    }

    private static int Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"'{value}' is no number above 0. Usage: {Usage}");
}
