using Matiz.Data.Corrections;

namespace Matiz.Data.JsonLines;

/// <summary>One JSON array of objects.</summary>
internal sealed class JsonArrayFormat() : RowFormat(["json"], [".json"])
{
    internal override RowLayout Layout { get; } = new JsonArrayLayout();

    public override IEnumerable<RawRow> Read(RowFile file) => JsonRows.ReadArray(file);
}
