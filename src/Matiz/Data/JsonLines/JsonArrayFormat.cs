using Matiz.Data.Corrections;
using Matiz.Data.Tables;

namespace Matiz.Data.JsonLines;

/// <summary>One JSON array of objects.</summary>
internal sealed class JsonArrayFormat() : RowFormat(["json"], [".json"])
{
    internal override RowLayout Layout { get; } = new JsonArrayLayout();

    internal override TableFormat Table { get; } = new JsonTable(isArray: true);

    public override IEnumerable<RawRow> Read(RowFile file) => JsonRows.ReadArray(file);
}
