using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>Answers for programs: one JSON object a line.</summary>
internal sealed class JsonAnswerWriter(TextWriter output) : IAnswerWriter
{
    private readonly Json _json = Json.Lines();

    public void Write(Answer answer) => output.Write(_json.Line(json => answer.WriteTo(json)));

    /// <summary>The object without its line end.</summary>
    public void WriteObject(Answer answer) => output.Write(_json.Line(json => answer.WriteTo(json)).TrimEnd('\n'));

    public void Flush() => output.Flush();

    public void Dispose() => _json.Dispose();
}
