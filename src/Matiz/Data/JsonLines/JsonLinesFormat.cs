using Matiz.Data.Corrections;

namespace Matiz.Data.JsonLines;

/// <summary>One JSON object a line.</summary>
internal sealed class JsonLinesFormat() : RowFormat(["jsonl"], [".jsonl", ".ndjson"])
{
    internal override RowLayout Layout { get; } = new JsonLinesLayout();

    public override IEnumerable<RawRow> Read(RowFile file) => JsonRows.ReadLines(file);
}
