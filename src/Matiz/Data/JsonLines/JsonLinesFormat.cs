using Matiz.Data.Corrections;
using Matiz.Data.Tables;

namespace Matiz.Data.JsonLines;

/// <summary>One JSON object a line.</summary>
internal sealed class JsonLinesFormat() : RowFormat(["jsonl"], [".jsonl", ".ndjson"])
{
    internal override RowLayout Layout { get; } = new JsonLinesLayout();

    internal override TableFormat Table { get; } = new JsonTable(isArray: false);

    public override IEnumerable<RawRow> Read(RowFile file) => JsonRows.ReadLines(file);
}
