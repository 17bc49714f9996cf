using System.Text;
using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Csv;
using Matiz.Tasks;

namespace Matiz.Tests.Tasks;

/// <summary>How each task decides under a calibration, and writes its answers.</summary>
public sealed class TaskAnswerTests
{
    private static readonly ClassLabel Labels = new(["joy", "anger", "fear, dread"]);

    private static readonly TextTask Single = new SingleLabelTask(), Several = new MultiLabelTask(), Number = new RegressionTask();

    [Fact]
    public void SingleLabel_BelowTheLeastScore_GivesNoLabel()
    {
        var calibration = new ModelCalibration { MinScore = 0.9 };
        Assert.Equal(new Decision(Label.OfIndex(1), IsGiven: false), Single.Decide([0, 1, 0], [0.2f, 0.6f, 0.2f], calibration, Labels));
        Assert.Equal(new Decision(Label.OfIndex(1)), Single.Decide([0, 1, 0], [0.02f, 0.96f, 0.02f], calibration, Labels));
    }

    [Fact]
    public void SeveralLabels_GoByTheThresholdsOfTheirNames()
    {
        var calibration = new ModelCalibration { Thresholds = new Dictionary<string, float> { ["joy"] = 0.9f, ["anger"] = 0.1f } };
        Assert.Equal(Label.OfIndices([1, 2]), Several.Decide([0, 0, 0], [0.8f, 0.2f, 0.6f], calibration, Labels).Label);
        Assert.Equal(Label.OfIndices([0, 2]), Several.Decide([0, 0, 0], [0.8f, 0.5f, 0.6f], ModelCalibration.None, labels: null).Label);
    }

    [Fact]
    public void Number_IsTheLogit() => Assert.Equal(Label.OfValue(-3), Number.Decide([-3], [-3], ModelCalibration.None, null).Label);

    [Fact]
    public void Json_HasTheKeysOfTheTask()
    {
        Assert.Equal(
            """{"label":"anger","label_index":1,"score":0.5,"scores":{"anger":0.5,"fear, dread":0.25}}""",
            Json(Single, new Decision(Label.OfIndex(1)), [1, 2]));
        Assert.Equal(
            """{"label":null,"label_index":null,"score":0.5,"scores":{"anger":0.5}}""",
            Json(Single, new Decision(Label.OfIndex(1), IsGiven: false), [1]));
        Assert.Equal("""{"labels":[],"scores":{"joy":0.25}}""", Json(Several, new Decision(Label.OfIndices([])), [0]));
        Assert.Equal("""{"value":1.5}""", Json(Number, new Decision(Label.OfValue(1.5f)), null));
    }

    [Fact]
    public void Csv_HasTheColumnsOfTheTask()
    {
        Assert.Equal("label,label_index,score\nanger,1,0.5\n", Csv(Single, new Decision(Label.OfIndex(1))));
        Assert.Equal("label,label_index,score\n,,0.5\n", Csv(Single, new Decision(Label.OfIndex(1), IsGiven: false)));
        Assert.Equal("labels\n\"joy,anger\"\n", Csv(Several, new Decision(Label.OfIndices([0, 1]))));
        Assert.Equal("labels\n\"[\"\"joy\"\",\"\"fear, dread\"\"]\"\n", Csv(Several, new Decision(Label.OfIndices([0, 2]))));
        Assert.Equal("value\n1.5\n", Csv(Number, new Decision(Label.OfValue(1.5f))));
        Assert.Equal(["joy", "anger", "fear, dread"], Single.ScoreColumns(Labels));
        Assert.Empty(Number.ScoreColumns(new ClassLabel(["LABEL_0"])));
    }

    private static TaskAnswer Answer(Decision decision, int[]? shown) => new(decision, [0.25f, 0.5f, 0.25f], Labels, shown);

    private static string Json(TextTask task, Decision decision, int[]? shown)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            task.WriteAnswer(json, Answer(decision, shown));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Csv(TextTask task, Decision decision)
    {
        using var stream = new MemoryStream();
        using (var csv = new CsvRowWriter(stream, task.AnswerColumns, leaveOpen: true))
        {
            task.WriteAnswer(csv, Answer(decision, null));
            csv.EndRow();
        }

        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n");
    }
}
