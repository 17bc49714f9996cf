using System.Text;
using Matiz.Data;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Tests.Workflows.Recorded;

public sealed class DataSelectionTests
{
    [Fact]
    public void Record_ReadBack_GivesTheSameRows()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.csv"], "body,queue,title\none,joy,x\ntwo,anger,y\nthree,joy,z\nfour,anger,w\n");
        var options = new DataOptions { TextColumn = "body", LabelColumn = "queue", TextPairColumn = "title" };
        var selection = DataSelection.ForFiles(new DatasetFiles { Train = [folder["a.csv"]], ValidationFraction = 0.5 }, options);
        var data = selection.Load(seed: 7);
        var settings = selection.Record(data).Aggregate(RunSettings.Empty, (all, pair) => all.With(pair.Key, pair.Value));

        var again = new DataSelection(key => settings[key]).Load(seed: 7);

        Assert.Equal(data["train"], again["train"]);
        Assert.Equal(data["validation"], again["validation"]);
        Assert.Equal("x", data.Values.SelectMany(split => split).First(row => row.Text == "one").TextPair);
        Assert.Equal(folder["a.csv"], selection.Name);
    }

    [Fact]
    public void BuiltInRows_AreMeantWhereNoFileIsNamed()
    {
        var rows = new BuiltInRows("sample", file => new MemoryStream(Encoding.UTF8.GetBytes($"text,label\na,x\nb,y\n{file},x\n")));
        var selection = new DataSelection(_ => null, rows);

        Assert.True(selection.IsBuiltIn);
        Assert.Equal(("sample (built in)", "sample"), (selection.Name, selection.BuiltInName));
        Assert.Equal(["train", "validation", "test"], selection.Load().Keys);
    }
}
