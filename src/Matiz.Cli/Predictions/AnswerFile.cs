using System.Text;
using Matiz.Cli.Paths;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>The file of <c>--output</c>: its extension says how answers are written, <c>.gz</c> that they are compressed.</summary>
internal sealed class AnswerFile : IDisposable
{
    private const string GZip = ".gz";

    private readonly AtomicFile _file;
    private readonly PackedStream? _packed;
    private readonly JsonArrayAnswerWriter? _array;
    private bool _isEnded;

    /// <summary>Begins the file.</summary>
    /// <param name="path">A name that <see cref="Use"/> accepts.</param>
    /// <param name="classifier">Gives the columns of a table.</param>
    public AnswerFile(string path, TextClassifier classifier)
    {
        string extension = Use.ExtensionOf(path) ?? Use.Extensions[0];
        _file = AtomicFile.Create(path);
        if (extension.EndsWith(GZip, StringComparison.Ordinal)) _packed = new PackedStream(_file.Stream, AtomicFile.IsDirect(path));
        var stream = (Stream?)_packed ?? _file.Stream;
        Writer = extension.Replace(GZip, "", StringComparison.Ordinal) switch
        {
            ".csv" => new CsvAnswerWriter(stream, ',', classifier.Task, classifier.Labels),
            ".tsv" => new CsvAnswerWriter(stream, '\t', classifier.Task, classifier.Labels),
            ".json" => _array = new JsonArrayAnswerWriter(Text(stream)),
            _ => new JsonAnswerWriter(Text(stream)),
        };
    }

    /// <summary>What can be written; without an extension, to a pipe or a device: JSON lines.</summary>
    public static WritesFile Use { get; } =
        new([".jsonl", ".json", ".csv", ".tsv", ".ndjson", ".jsonl.gz", ".json.gz", ".csv.gz", ".tsv.gz", ".ndjson.gz"])
        {
            Example = "answers.jsonl",
            MayBeStandardOutput = true,
        };

    /// <summary>Where answers go.</summary>
    public IAnswerWriter Writer { get; }

    /// <summary>Puts the file in its place.</summary>
    public void Commit()
    {
        _array?.End();
        Writer.Flush();
        End();
        _file.Commit();
    }

    public void Dispose()
    {
        try
        {
            End();
        }
        catch (FileWriteException)
        {
            // Writing has failed before, which is what the caller has.
        }

        _file.Dispose();
    }

    private void End()
    {
        if (_isEnded) return;
        _isEnded = true;
        Writer.Dispose();
        _packed?.Dispose();
    }

    private static StreamWriter Text(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
}
