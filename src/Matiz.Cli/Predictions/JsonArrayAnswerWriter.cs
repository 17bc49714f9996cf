using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>The objects of <see cref="JsonAnswerWriter"/> as one array, which is what a <c>.json</c> file of rows holds.</summary>
internal sealed class JsonArrayAnswerWriter(TextWriter output) : IAnswerWriter
{
    private readonly JsonAnswerWriter _objects = new(output);
    private bool _isEmpty = true;

    public void Write(Answer answer)
    {
        output.Write(_isEmpty ? "[\n" : ",\n");
        _isEmpty = false;
        _objects.WriteObject(answer);
    }

    /// <summary>Closes the array.</summary>
    public void End() => output.Write(_isEmpty ? "[]\n" : "\n]\n");

    public void Flush() => output.Flush();

    public void Dispose() => _objects.Dispose();
}
