using Matiz.Data;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Tests.Runs;

public sealed class RunRecordTests
{
    [Theory]
    [InlineData("single_label_classification")]
    [InlineData("multi_label_classification")]
    [InlineData("regression")]
    public void Predictions_WrittenAndRead_AreEqual(string name)
    {
        var problemType = new ProblemType(name);
        using var folder = new TemporaryFolder();
        var labels = problemType == ProblemType.Regression ? null : new ClassLabel(["joy", "ärger \"x\"", "👻"]);
        var (rows, output) = Sample(problemType);

        WriteLines(folder["predictions.jsonl"], rows, output, labels ?? new ClassLabel(["LABEL_0"]), problemType);
        var read = new PredictionReader(folder["predictions.jsonl"], labels, problemType, "hint").Read().ToList();

        var expected = PredictionRecord.FromRows(rows, output, problemType).ToList();
        Assert.Equal(expected.Count, read.Count);
        foreach (var (one, other) in expected.Zip(read))
        {
            Assert.Equal(one with { Scores = [], Logits = [] }, other with { Scores = [], Logits = [] });
            Assert.Equal(one.Scores, other.Scores);
            Assert.Equal(one.Logits, other.Logits);
        }

        Assert.Equal(Label.None, read[^1].Label);
    }

    [Fact]
    public void Load_FinishedRun_HasEverything()
    {
        using var folder = new TemporaryFolder();
        RecordedRun.Write(folder["run"]);

        var record = RunRecord.Load(folder["run"]);

        Assert.Equal("train", record.Command);
        Assert.Equal(["sadness", "joy", "love", "anger", "fear", "surprise"], record.Labels!.Names);
        Assert.Equal(ProblemType.SingleLabelClassification, record.ProblemType);
        Assert.Equal([13, 12], [record.Predictions("validation").Count, record.Predictions("test").Count]);
        Assert.Equal(25, record.ReadPredictions().Count());
        Assert.True(record.HasModel);
        Assert.NotEmpty(record.History);
        Assert.NotNull(record.Results["eval_f1"]);
        Assert.Equal(42, record.Dataset.Splits["train"].Rows);
        Assert.StartsWith(
            $"{folder["run/predictions.jsonl"]}: there is no row of 'train'; it has rows of test and validation.",
            Assert.Throws<TrainingException>(() => record.Predictions("train")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RunWithoutModelAndSteps_TakesLabelsFromTheData()
    {
        using var folder = new TemporaryFolder();
        RecordedRun.Write(folder["run"]);
        RunSettings.Load(folder["run"]).With("command", "features").Save(folder["run"]);
        File.Delete(folder["run/config.json"]);
        File.Delete(folder["run/trainer_state.json"]);

        var record = RunRecord.Load(folder["run"]);

        Assert.Equal("features", record.Command);
        Assert.Equal(6, record.Labels!.Count);
        Assert.Empty(record.History);
        Assert.False(record.HasModel);
        Assert.Equal(12, record.Predictions("test").Count);
    }

    public static TheoryData<string, Action<TemporaryFolder>, string> Damages => new()
    {
        { "no folder", folder => Directory.Delete(
            folder["run"],
            recursive: true), "'RUN' is no run folder: there is no such folder. The output folder of an earlier training was expected. "
                + "Check the path." },
        { "no run", folder => File.Delete(folder[
            "run/training_args.json"]), "'RUN' is no run folder: there is no training_args.json in it. "
            + "The output folder of an earlier training was expected. Check the path." },
        { "unfinished", folder => { File.Delete(folder["run/all_results.json"]); RunSettings.Load(folder["run"]).With(
            "data_files",
            new System.Text.Json.Nodes.JsonArray()).Save(folder["run"]); }, "RUN: the run is not finished: there is no all_results.json. "
                + "A finished run was expected. Go on with it (FineTuning.Run(\"RUN\") with TrainingArguments.Resume), or "
                + "name another one." },
        { "unfinished, of a program", folder => File.Delete(folder[
            "run/all_results.json"]), "RUN: the run is not finished: there is no all_results.json. A finished run was expected. "
            + "Go on with it (start the program that began it again, with Resume in its TrainingArguments), or name another one." },
        { "of encoded rows", folder => { File.Delete(folder["run/predictions.jsonl"]); File.Delete(folder[
            "run/dataset_info.json"]); }, "RUN: there is no dataset_info.json, which every finished run has. "
            + "A whole run folder was expected. It was trained on rows that were encoded before, without their texts: "
            + "give the Trainer datasets (Dataset, not EncodedDataset), and train again." },
        { "no predictions", folder => File.Delete(folder[
            "run/predictions.jsonl"]), "RUN: there is no predictions.jsonl, which every finished run has. A whole run folder was expected. "
            + "Copy the whole folder again, or run it again." },
        { "no model", folder => File.Delete(
            folder["run/config.json"]), "RUN: there is no config.json, which every finished run has. A whole run folder was expected. "
                + "Copy the whole folder again, or run it again." },
        { "cut line", folder => Edit(
            folder, "predictions.jsonl",
            text =>
                text[..^40]), "RUN/predictions.jsonl:25: this is not valid JSON (at byte *). One whole object a line was expected; "
                    + "the file may be cut short. Copy the whole folder again, or run it again." },
        { "cut rows", folder => Edit(folder, "predictions.jsonl", text => text[..(
            text.TrimEnd('\n').LastIndexOf('\n')
                + 1)]), "RUN/predictions.jsonl: there are 11 rows of test, but dataset_info.json counts 12. All were expected; "
                + "the file may be cut short. Copy the whole folder again, or run it again." },
        { "new key", folder => Edit(folder, "predictions.jsonl", text => text.Replace(
            "\"token_count\"", "\"tokens\"",
            StringComparison.Ordinal)), "RUN/predictions.jsonl:1: the key 'tokens' is unknown. "
                + "The keys split, file, line, id, text, text_pair, label, predicted, loss, scores, logits, token_count, dropped_tokens "
                + "were expected. Copy the whole folder again, or run it again." },
        { "lost key", folder => Edit(folder, "predictions.jsonl", text => text.Replace(
            ",\"id\":null", "",
            StringComparison.Ordinal)), "RUN/predictions.jsonl:1: there is no key 'id'. Every row has one. "
                + "Copy the whole folder again, or run it again." },
        { "other type", folder => Edit(folder, "predictions.jsonl", text => text.Replace(
            "\"line\":1,", "\"line\":\"one\",",
            StringComparison.Ordinal)), "RUN/predictions.jsonl:1: 'line' is \"one\". Expected a whole number. "
                + "Copy the whole folder again, or run it again." },
        { "other label", folder => Edit(folder, "predictions.jsonl", text => text.Replace(
            "\"label\":\"sadness\"", "\"label\":\"boredom\"",
            StringComparison.Ordinal)), "RUN/predictions.jsonl:1: 'label' is \"boredom\". "
                + "Expected one of 'sadness', 'joy', 'love', 'anger', 'fear', 'surprise'. Copy the whole folder again, or run it again." },
        { "other split", folder => Edit(folder, "predictions.jsonl", text => text.Replace(
            "\"split\":\"validation\"", "\"split\":\"dev\"",
            StringComparison.Ordinal)), "RUN/predictions.jsonl:1: 'split' is 'dev', but dataset_info.json has train, validation, test. "
                + "One of these was expected. Copy the whole folder again, or run it again." },
        { "other model", folder => Edit(folder, "config.json", text => text.Replace(
            "\"sadness\"", "\"grief\"",
            StringComparison.Ordinal)), "RUN/config.json: 'id2label' has the labels 'grief', 'joy', 'love', 'anger', 'fear', 'surprise', "
                + "but dataset_info.json 'sadness', 'joy', 'love', 'anger', 'fear', 'surprise'. The files of one run were expected. "
                + "Copy the whole folder again, or run it again." },
        { "other summary", folder => Edit(folder, "dataset_info.json", text => text.Replace(
            "\"rows\": 42", "\"rows\": \"many\"",
            StringComparison.Ordinal)), "RUN/dataset_info.json:*: this is no summary of a dataset (at $.splits*). "
                + "The file that the run wrote was expected. Copy the whole folder again, or run it again." },
        { "other history", folder => Edit(folder, "trainer_state.json", text => text.Replace(
            "\"log_history\"", "\"history\"",
            StringComparison.Ordinal)), "RUN/trainer_state.json: 'log_history' is missing or damaged. "
                + "A list of objects of numbers was expected. Copy the whole folder again, or run it again." },
        { "other results", folder => Edit(
            folder, "all_results.json",
            text => "[" + text
                + "]"), "RUN/all_results.json: this is no flat JSON object of numbers. The results that training wrote were expected. "
                + "Restore the file." },
        { "other version", folder => { RunSettings.Load(folder["run"]).With(
            "matiz_version",
            "9.9").Save(folder["run"]); Edit(folder, "predictions.jsonl", text => text.Replace(
                "\"id\"", "\"key\"",
                StringComparison.Ordinal)); }, "RUN/predictions.jsonl:1: the key 'key' is unknown. * were expected. "
                    + "The run was written by matiz 9.9, this is *: run it again, or use the version that wrote it." },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Load_DamagedFolder_SaysFileLineAndKey(string name, Action<TemporaryFolder> damage, string message)
    {
        using var folder = new TemporaryFolder();
        RecordedRun.Write(folder["run"]);
        damage(folder);

        var exception = Assert.Throws<TrainingException>(() => RunRecord.Load(folder["run"]).ReadPredictions().Count());

        string pattern = System.Text.RegularExpressions.Regex.Escape(message.Replace("RUN", folder["run"], StringComparison.Ordinal))
            .Replace("\\*", ".*", StringComparison.Ordinal);
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(exception.Message, $"^{pattern}$"), $"{name}: {exception.Message}");
    }

    private static void Edit(TemporaryFolder folder, string file, Func<string, string> change)
    {
        string path = folder["run/" + file], before = File.ReadAllText(path), after = change(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
    }

    private static void WriteLines(string path, Dataset rows, PredictionOutput output, ClassLabel labels, ProblemType problemType)
    {
        using var stream = File.Create(path);
        PredictionLines.Write(stream, rows, output, labels, problemType);
    }

    private static (Dataset Rows, PredictionOutput Output) Sample(ProblemType problemType)
    {
        Label[] labels = problemType.LabelKind switch
        {
            LabelKind.Index => [Label.OfIndex(2), Label.OfIndex(0), Label.None],
            LabelKind.Indices => [Label.OfIndices([0, 2]), Label.OfIndices([]), Label.None],
            _ => [Label.OfValue(0.1f), Label.OfValue(-3), Label.None],
        };
        string[] texts = ["plain", "tab\tline\nquote\" \u0001 naïve 😀 <b>", ""];
        float[][] scores = problemType == ProblemType.Regression
            ? [[1.5f], [1e-7f], [-2]]
            : [[0.1f, 0.2f, 0.7f], [1f / 3, 0.9f, 1e-9f], [0.4f, 0.3f, 0.3f]];
        var rows = new Row[texts.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = new Row(texts[i])
            {
                TextPair = i == 1 ? "pair" : null,
                Id = i == 0 ? "id-1" : null,
                Label = labels[i],
                Source = new RowSource("test", i == 2 ? "" : "data/ü.csv", i + 2),
            };
        }

        var output = new PredictionOutput
        {
            Predictions = problemType == ProblemType.Regression ? scores : [[1, 2, 3], [-1.25f, 0, 7e-8f], [0, 0, 0]],
            Scores = scores,
            LabelIds = labels,
            Losses = [0.25f, 1e-8f, 12],
            TokenCounts = [3, 128, 2],
            DroppedTokens = [0, 7, 0],
            Metrics = new Dictionary<string, double?>(),
        };
        var classes = problemType == ProblemType.Regression ? null : new ClassLabel(["joy", "ärger \"x\"", "👻"]);
        return (new Dataset("test", rows, classes, LabelReaders.For(problemType)), output);
    }
}

/// <summary>A finished run folder of a moment's training.</summary>
internal static class RecordedRun
{
    /// <summary>Trains and writes.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="names">The classes in another order; null: the usual one.</param>
    public static void Write(string folder, string[]? names = null)
    {
        var data = new DatasetDict(Rows(42, "train", names), Rows(13, "validation", names), Rows(12, "test", names));
        var model = names is null
            ? TinyRuns.Model()
            : Matiz.Models.AutoModelForSequenceClassification.FromPretrained(
                Testing.SharedFiles.Golden("tiny/distilbert/base"), data.Labels);
        var trainer = new Trainer(
            model, TinyRuns.Arguments with { OutputDirectory = folder, MaxSteps = 2 }, data["train"], data["validation"]);
        trainer.Train();
        var run = RunFolder.Open(folder);
        run.WriteDatasetInfo(data.Summary);
        var outputs = new[] { ("validation", "eval"), ("test", "test") }.Select(
            pair => (Rows: data[pair.Item1], Prefix: pair.Item2, Output: trainer.Predict(data[pair.Item1], pair.Item2)))
            .ToList();
        foreach (var (_, prefix, output) in outputs) run.WriteResults(prefix, output.Metrics);
        run.WritePredictions(model, outputs.Select(entry => (entry.Rows, entry.Output)));
        run.WriteAllResults();
    }

    private static Dataset Rows(int count, string split, string[]? names)
    {
        var rows = TinyRuns.Rows(count, split);
        return names is null
            ? rows
            : Dataset.From(rows, row => row.Text, row => rows.Labels!.NameOf(row.Label.Index), labels: new ClassLabel(names), name: split);
    }
}
