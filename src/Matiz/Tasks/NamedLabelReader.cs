using Matiz.Data;

namespace Matiz.Tasks;

/// <summary>Reads labels as another reader does, for a task of another name.</summary>
internal sealed class NamedLabelReader(ProblemType name, LabelReader reader) : LabelReader
{
    public override ProblemType ProblemType => name;

    public override LabelKind Kind => reader.Kind;

    internal override IReadOnlyList<LabelReading> Readings => reader.Readings;

    public override Label Read(RawLabel raw, RowSource place, LabelClasses classes) => reader.Read(raw, place, classes);
}
