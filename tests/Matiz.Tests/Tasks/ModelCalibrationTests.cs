using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Tests.Tasks;

public sealed class ModelCalibrationTests
{
    private static readonly ClassLabel Labels = new(["joy", "fear", "ärger"]);

    private static readonly ModelCalibration Whole = new()
    {
        Temperature = 1.5,
        MinScore = 0.25,
        Thresholds = new Dictionary<string, float> { ["joy"] = 0.3f, ["ärger"] = 0.75f },
    };

    [Fact]
    public void SaveAndLoad_IsEqual()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ModelCalibration.None, ModelCalibration.Load(folder.Root, Labels));

        Whole.Save(folder.Root);
        var loaded = ModelCalibration.Load(folder.Root, Labels);

        Assert.Equal((1.5, 0.25), (loaded.Temperature, loaded.MinScore));
        Assert.Equal(Whole.Thresholds!.OrderBy(pair => pair.Key), loaded.Thresholds!.OrderBy(pair => pair.Key));
        Assert.Equal(
            "{\n  \"min_score\": 0.25,\n  \"temperature\": 1.5,\n  \"thresholds\": {\n    \"joy\": 0.3,\n    \"ärger\": 0.75\n  }\n}\n",
            File.ReadAllText(folder["calibration.json"]));
    }

    [Theory]
    [InlineData("{", "this is no valid JSON (line 1). One object was expected.")]
    [InlineData(
        """{"thresholds": {"\udc00": 1}}""",
        "'thresholds' holds one half of a surrogate pair, which is no character. JSON in UTF-8 was expected.")]
    [InlineData("""{"temperature": NaN}""", "this is no valid JSON (line 1). One object was expected.")]
    [InlineData("[]", "this is no JSON object. One with temperature, thresholds and min_score was expected.")]
    [InlineData("""{"temperature": 0}""", "'temperature' is 0. Expected a number above 0.")]
    [InlineData("""{"temperature": "hot"}""", "'temperature' is \"hot\". Expected a number above 0.")]
    [InlineData("""{"min_score": 1.5}""", "'min_score' is 1.5. Expected a number from 0 to 1, or null.")]
    [InlineData("""{"temprature": 2}""", "the key 'temprature' is unknown. temperature, thresholds and min_score were expected.")]
    [InlineData("""{"thresholds": [0.5]}""", "'thresholds' is [0.5]. An object with a number for each label was expected.")]
    [InlineData("""{"thresholds": {"joy": 2}}""", "'joy' is 2. Expected a number from 0 to 1.")]
    [InlineData(
        """{"thresholds": {"love": 0.5}}""",
        "'thresholds' names the label 'love'. The model's labels 'joy', 'fear', 'ärger' were expected.")]
    public void Load_Damaged_SaysWhereAndWhat(string json, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["calibration.json"], json);

        var exception = Assert.Throws<ModelException>(() => ModelCalibration.Load(folder.Root, Labels));

        Assert.Equal(
            $"{folder["calibration.json"]}: {message} Write it again with 'ModelCalibration.Save', remove the file, "
                + "or leave it out with InferenceOptions.Raw.",
            exception.Message);
    }

    [Fact]
    public void Load_AFolder_OrAVeryLongValue_SaysSoInShort()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["calibration.json"], $$"""{"min_score": "{{new string('é', 5000)}}"}""");
        Assert.Contains($"'min_score' is \"{new string('é', 59)}…. Expected a number", Message(), StringComparison.Ordinal);
        File.Delete(folder["calibration.json"]);
        Directory.CreateDirectory(folder["calibration.json"]);
        Assert.Contains("calibration.json: this is a folder. A file was expected.", Message(), StringComparison.Ordinal);

        string Message() => Assert.Throws<ModelException>(() => ModelCalibration.Load(folder.Root, Labels)).Message;
    }

    [Fact]
    public void Values_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCalibration { Temperature = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCalibration { Temperature = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelCalibration { MinScore = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ModelCalibration { Thresholds = new Dictionary<string, float> { ["joy"] = -0.1f } });
        Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { MinScore = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Scores.Compute([1f, 2f], ProblemType.SingleLabelClassification, 0));
    }

    [Fact]
    public void LabelsOf_ThresholdsAndLeastScore_BothCount()
    {
        Assert.Equal([0.3f, 0.5f, 0.75f], Whole.ThresholdsOf(Labels));
        Assert.Equal([0], Whole.LabelsOf([0.31f, 0.5f, 0.75f], Labels));
        Assert.Equal([1, 2], ModelCalibration.None.LabelsOf([0.31f, 0.51f, 0.75f], Labels));
        var strict = Whole with { MinScore = 0.6 };
        Assert.Equal([0, 2], strict.LabelsOf([0.6f, 0.59f, 0.76f], Labels));
    }

    [Fact]
    public void Classifier_UsesTheFile_LogitsStayRaw()
    {
        using var folder = new TemporaryFolder();
        TinyRuns.CopyFolder(SharedFiles.Golden("tiny/bert/sequence-classification"), folder["model"]);
        const string text = "i feel glad";
        var raw = TextClassifier.Load(folder["model"]).Classify(text);
        new ModelCalibration { Temperature = 4, MinScore = 0.99 }.Save(folder["model"]);

        var calibrated = TextClassifier.Load(folder["model"]).Classify(text);
        var answered = TextClassifier.Load(folder["model"], new InferenceOptions { MinScore = 0 }).Classify(text);
        var left = TextClassifier.Load(folder["model"], new InferenceOptions { Raw = true }).Classify(text);

        Assert.Equal(raw.Logits, calibrated.Logits);
        Assert.Equal(Scores.Compute(raw.Logits, ProblemType.SingleLabelClassification, 4), calibrated.Scores.Select(score => score.Score));
        Assert.Equal(((string?)null, (int?)null), (calibrated.Label, calibrated.LabelIndex));
        Assert.Equal(calibrated.Scores.Max(score => score.Score), calibrated.Score);
        Assert.Equal((raw.Label, calibrated.Score), (answered.Label, answered.Score));
        Assert.Equal((raw.Label, raw.Score), (left.Label, left.Score));
        Assert.Equal(raw.Scores, left.Scores);
    }

    [Fact]
    public void Evaluation_Calibrated_ChangesScoresNotLoss()
    {
        var model = TinyRuns.Model();
        var rows = TinyRuns.Rows(40, "test");
        StreamedEvaluation Measured(ModelCalibration? calibration)
        {
            var evaluation = new StreamedEvaluation(model, calibration: calibration);
            evaluation.Add(rows);
            return evaluation;
        }

        var raw = Measured(null);
        float middle = new Trainer(model).Predict(rows).Scores.Select(scores => scores.Max()).Order().ElementAt(20);
        var calibrated = Measured(new ModelCalibration { Temperature = 3 });
        var strict = Measured(new ModelCalibration { MinScore = middle });

        Assert.Equal(raw.Metrics["loss"], calibrated.Metrics["loss"]);
        Assert.Equal(raw.Metrics["accuracy"], calibrated.Metrics["accuracy"]);
        Assert.NotEqual(raw.Metrics["log_loss"], calibrated.Metrics["log_loss"]);
        Assert.Equal((40, 40), (raw.AnsweredRows, calibrated.AnsweredRows));
        Assert.Equal(raw.Metrics["accuracy"]!.Value, raw.RightAnsweredRows / 40.0, 1e-12);
        Assert.Equal(20, strict.AnsweredRows);
        Assert.InRange(strict.RightAnsweredRows, 0, 20);
        Assert.Equal(raw.Metrics, strict.Metrics);
    }
}
