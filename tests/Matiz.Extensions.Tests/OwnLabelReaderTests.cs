using System.Globalization;
using System.Runtime.CompilerServices;
using Matiz.Data;

namespace Matiz.Extensions.Tests;

/// <summary>A reader of labels of one's own, for a task of its own name.</summary>
public sealed class OwnLabelReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ModuleInitializer]
    internal static void Register() => LabelReaders.Register(new StarReader());

    [Fact]
    public void Load_ByTheNameOfTheTask_ReadsAndRecordsItsLabels()
    {
        string path = Path.Combine(_folder, "stars.csv");
        File.WriteAllText(path, "text,label\nquite good,4 of 5\nbad,1 of 5\n");

        var data = Dataset.Load(path, options: new DataOptions { ProblemType = ProblemType.Parse("rating") });

        Assert.Equal([0.8f, 0.2f], data["train"].Select(row => row.Label.Value));
        Assert.Equal((null, "rating"), (data.Labels, data.ProblemType.Name));
        Assert.Equal("rating", DatasetSummary.Parse(data.Summary.ToJson()).ProblemType.Name);
        Assert.Equal(0.8f, RowReader.ReadLabelled([path], null, data.ProblemType).First().Label.Value);
    }

    [Fact]
    public void Load_LabelThatItRefuses_NamesFileAndLine()
    {
        string path = Path.Combine(_folder, "stars.csv");
        File.WriteAllText(path, "text,label\nquite good,4 of 5\nbad,few\n");

        Assert.Equal(
            $"{path}:3: the label 'few' is no rating. One like '4 of 5' was expected. Correct it.",
            Assert.Throws<DataException>(() => Dataset.Load(path, options: new DataOptions { LabelReader = new StarReader() })).Message);
    }

    private sealed class StarReader : LabelReader
    {
        public override ProblemType ProblemType { get; } = new("rating");

        public override LabelKind Kind => LabelKind.Value;

        public override Label Read(RawLabel raw, RowSource place, LabelClasses classes)
        {
            string[] parts = (raw.Text ?? "").Split(" of ");
            if (parts.Length == 2 && float.TryParse(parts[0], CultureInfo.InvariantCulture, out float stars)
                && float.TryParse(parts[1], CultureInfo.InvariantCulture, out float most)) return Label.OfValue(stars / most);
            throw Error(place, $"the label '{raw.Text}' is no rating. One like '4 of 5' was expected. Correct it.");
        }
    }
}
