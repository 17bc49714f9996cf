using Matiz.Data;

namespace Matiz.Tests.Data;

public class LabelReadersTests
{
    // A label that each built-in reader understands.
    public static TheoryData<string, string> Labels => new()
    {
        { "single_label_classification", "joy" },
        { "multi_label_classification", "joy,anger" },
        { "regression", "0.5" },
    };

    [Theory]
    [MemberData(nameof(Labels))]
    public void All_EveryReader_GivesItsKindAndIsFoundByItsName(string problemType, string label)
    {
        var reader = LabelReaders.For(ProblemType.Parse(problemType));
        var labels = reader.HasClasses ? new ClassLabel(["anger", "joy"]) : null;
        var rows = Rows.ReadLabelled($"text\tlabel\na\t{label}\n", RowFormats.Tsv, labels, reader.ProblemType);

        Assert.Equal(reader.Kind, Assert.Single(rows).Label.Kind);
        Assert.Equal(reader.HasClasses, reader.Kind is LabelKind.Index or LabelKind.Indices);
        Assert.Contains(reader, LabelReaders.All);
    }

    [Fact]
    public void All_HasNoReaderBesideThoseThatAreTested() => Assert.Equal(Labels.Count, LabelReaders.All.Count);

    [Fact]
    public void Register_NameThatIsTaken_IsRefused() => Assert.StartsWith(
        "there is a reader for the labels of 'regression' already. A name of its own was expected.",
        Assert.Throws<ArgumentException>(() => LabelReaders.Register(LabelReaders.Value)).Message,
        StringComparison.Ordinal);
}
