using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Models;
using Matiz.Training;

namespace Matiz.Tests.Training;

/// <summary>Rows whose classes stand in another order than the model's: a class is known by its name.</summary>
public sealed class LabelOrderTests
{
    private static readonly string[] Sorted = ["anger", "fear", "joy", "love", "sadness", "surprise"];

    [Fact]
    public void WithLabels_GivesTheIndicesOfTheOtherOrder()
    {
        var rows = TinyRuns.Rows(12).WithLabels(new ClassLabel(Sorted));

        Assert.Equal(Sorted, rows.Labels!.Names);
        Assert.Equal([4, 2, 3, 0, 1, 5], rows.Take(6).Select(row => row.Label.Index));
        Assert.Equal(TinyRuns.Rows(12).Select(row => row.Label), rows.WithLabels(TinyRuns.Rows(1).Labels!).Select(row => row.Label));
    }

    [Fact]
    public void WithLabels_SeveralLabelsARow_StayTheSameNames()
    {
        var rows = Dataset.From([(string[])["a", "c"], ["b"], []], _ => "text", names => names);
        var other = rows.WithLabels(new ClassLabel(["c", "b", "a"]));

        Assert.Equal(["[0, 2]", "[1]", "[]"], other.Select(row => row.Label.ToString()));
        Assert.Equal(["[0, 2]", "[1]", "[]"], rows.Select(row => row.Label.ToString()));
        Assert.Equal(
            "[0, 1]",
            Dataset.From([(string[])["a", "b"], ["c"]], _ => "text", names => names)
                .WithLabels(new ClassLabel(["b", "a", "c"]))[0].Label.ToString());
    }

    [Fact]
    public void WithLabels_AClassThatIsNoneOfThem_NamesTheRow()
    {
        string message = Assert.Throws<DataException>(() => TinyRuns.Rows(12).WithLabels(new ClassLabel(["joy", "fear"]))).Message;

        Assert.Equal(
            "train:1: the label 'sadness' is none of 'joy', 'fear'. One of these was expected. Load rows and model with the same classes.",
            message);
    }

    [Fact]
    public void Dict_WithLabels_KeepsSplitsAndCountsByName()
    {
        var data = new DatasetDict(TinyRuns.Rows(13), TinyRuns.Rows(7, "validation"));
        var other = data.WithLabels(new ClassLabel(Sorted));

        Assert.Equal(Sorted, other.Labels!.Names);
        Assert.Equal(["train", "validation"], other.Keys);
        Assert.Equal(3, other.Summary.Splits["train"].Labels!["sadness"]);
        Assert.Same(data, data.WithLabels(TinyRuns.Rows(1).Labels!));
    }

    [Fact]
    public void Trainer_RowsInAnotherOrder_GivesTheSameMetricsAndTheModelsIndices()
    {
        var model = TinyRuns.Model();
        var own = new Trainer(model).Predict(TinyRuns.Rows(24));
        var other = new Trainer(model).Predict(TinyRuns.Rows(24).WithLabels(new ClassLabel(Sorted)));

        foreach (string name in (string[])["test_accuracy", "test_loss", "test_f1", "test_f1_macro"])
            Assert.Equal(own.Metrics[name], other.Metrics[name]);
        Assert.Equal(own.LabelIds, other.LabelIds);
    }

    [Fact]
    public void Trainer_NumberedRowsOfANamedModel_AreIndices()
    {
        var model = TinyRuns.Model();
        var rows = TinyRuns.Rows(24);
        var numbered = Dataset.From(rows, row => row.Text, row => row.Label.Index);

        Assert.Equal(["0", "1", "2", "3", "4", "5"], numbered.Labels!.Names);
        Assert.Equal(new Trainer(model).Evaluate(rows)["eval_loss"], new Trainer(model).Evaluate(numbered)["eval_loss"]);
    }

    [Fact]
    public void WritePredictions_RowsInAnotherOrder_WritesTheirOwnNames()
    {
        using var folder = new TemporaryFolder();
        var model = TinyRuns.Model();
        var rows = TinyRuns.Rows(12, "validation").WithLabels(new ClassLabel(Sorted));
        var run = RunFolder.Create(folder["run"]);

        run.WritePredictions(model, (rows, new Trainer(model).Predict(rows)));

        var names = File.ReadLines(Path.Combine(run.Path, "predictions.jsonl"))
            .Select(line => JsonNode.Parse(line)!["label"]!.GetValue<string>());
        Assert.Equal(rows.Select(row => rows.Labels!.NameOf(row.Label.Index)), names);
    }

    [Fact]
    public void GoingOn_FromAClassifierOfAnotherOrder_KeepsWhatItLearned()
    {
        using var folder = new TemporaryFolder();
        var rows = TinyRuns.Rows(60);
        var first = new Trainer(TinyRuns.Model(), new TrainingArguments { Epochs = 40, LearningRate = 5e-3 }, rows, rows);
        double learned = first.Train().Best["accuracy"]!.Value;
        first.SaveModel(folder["first"]);
        var sorted = rows.WithLabels(new ClassLabel(Sorted));

        var model = AutoModelForSequenceClassification.FromPretrained(folder["first"], sorted.Labels);
        var result = new Trainer(model, new TrainingArguments { Epochs = 1, LearningRate = 1e-9 }, sorted, sorted).Train();

        Assert.Equal(rows.Labels!.Names, model.Labels.Names);
        Assert.InRange(learned, 0.95, 1);
        Assert.Equal(learned, result.Best["accuracy"]!.Value, 3);
    }
}
