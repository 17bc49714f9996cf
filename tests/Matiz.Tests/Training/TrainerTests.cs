using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Testing;
using Matiz.Tokenizers;
using Matiz.Training;

namespace Matiz.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void Train_FewEpochs_LearnsTheRows()
    {
        var model = TinyRuns.Model();
        var rows = TinyRuns.Rows(60);
        var trainer = new Trainer(model, new TrainingArguments { Epochs = 40, LearningRate = 5e-3 }, rows, rows);

        var result = trainer.Train();

        Assert.InRange(result.Best["f1"]!.Value, 0.95, 1);
        Assert.Equal(320, result.Steps);
        Assert.False(result.StoppedEarly);
        Assert.Equal(40, result.History.Count(entry => entry.IsEvaluation));
        Assert.Equal(result.Best["f1"], result.Best["eval_f1"]);
    }

    [Fact]
    public void Train_History_HasTheReferencesKeys()
    {
        var trainer = new Trainer(
            TinyRuns.Model(), TinyRuns.Arguments with { LoggingSteps = 3 }, TinyRuns.Rows(40), TinyRuns.Rows(12, "validation"));

        var result = trainer.Train();

        var first = result.History[0];
        Assert.Equal((3, 3 / 7.0), (first.Step, first.Epoch));
        Assert.Equal(["grad_norm", "learning_rate", "loss"], first.Values.Keys.Order());
        var evaluations = result.History.Where(entry => entry.IsEvaluation).ToList();
        Assert.Equal([7, 14, 18], evaluations.Select(entry => entry.Step));
        Assert.Equal([1.0, 2.0, 2 + (4 / 7.0)], evaluations.Select(entry => entry.Epoch));
        Assert.Superset(new HashSet<string>
        {
            "eval_loss",
            "eval_accuracy",
            "eval_f1",
            "eval_roc_auc_ovr",
            "eval_runtime",
            "eval_samples_per_second",
            "eval_steps_per_second",
        }, evaluations[0].Values.Keys.ToHashSet());
        Assert.Equal(
            ["total_flos", "train_loss", "train_runtime", "train_samples_per_second", "train_steps_per_second", "train_tokens_per_second"],
            result.History[^1].Values.Keys.Order());
        Assert.Equal([3, 6, 9, 12, 15, 18], result.History.Where(entry => entry.Loss is not null).Select(entry => entry.Step));
        Assert.Equal(trainer.State!.Step, result.Steps);
    }

    [Fact]
    public void Train_LossBetweenLogs_IsTheMeanOfTheSteps()
    {
        double[] every = Losses(loggingSteps: 1);
        double[] thirds = Losses(loggingSteps: 3);

        Assert.Equal(every.Chunk(3).Select(chunk => chunk.Average()), thirds, (a, b) => Math.Abs(a - b) < 1e-12);

        static double[] Losses(int loggingSteps)
        {
            var result = new Trainer(TinyRuns.Model(), TinyRuns.Arguments with { LoggingSteps = loggingSteps }, TinyRuns.Rows(40)).Train();
            return [.. result.History.Select(entry => entry.Loss).OfType<double>()];
        }
    }

    [Fact]
    public void Train_Accumulation_IsTheMeanOfTheBatchMeans()
    {
        // 14 rows in batches of 6, 6 and 2: a row of the last batch counts three times as much as the others
        var rows = TinyRuns.Rows(14);
        var arguments = new TrainingArguments
        {
            BatchSize = 6,
            GradientAccumulation = 3,
            MaxSteps = 1,
            LoggingSteps = 1,
            Sampling = SamplingStrategy.Sequential,
        };
        var before = new Trainer(TinyRuns.Model()).Predict(rows).Losses!;

        var result = new Trainer(TinyRuns.Model(), arguments, rows).Train();

        double expected = (before.Take(6).Average() + before.Skip(6).Take(6).Average() + before.Skip(12).Average()) / 3;
        Assert.Equal(expected, result.TrainLoss, 1e-6);
    }

    [Fact]
    public void Train_ClassWeights_DivideByTheSumOfTheUsedWeights()
    {
        var rows = TinyRuns.Rows(6);
        float[] weights = [1, 2, 3, 4, 5, 6];
        var arguments = new TrainingArguments
        {
            BatchSize = 4,
            GradientAccumulation = 2,
            MaxSteps = 1,
            LoggingSteps = 1,
            Sampling = SamplingStrategy.Sequential,
            ClassWeights = ClassWeights.From(
                TinyRuns.Model().Labels.Names.Zip(weights).ToDictionary(pair => pair.First, pair => (double)pair.Second)),
        };
        var before = new Trainer(TinyRuns.Model()).Predict(rows).Losses!;

        var result = new Trainer(TinyRuns.Model(), arguments, rows).Train();

        double first = Enumerable.Range(0, 4).Sum(i => weights[i] * before[i]) / (1 + 2 + 3 + 4);
        double second = Enumerable.Range(4, 2).Sum(i => weights[i] * before[i]) / (5 + 6);
        Assert.Equal((first + second) / 2, result.TrainLoss, 1e-6);
    }

    [Fact]
    public void Train_FrozenParts_KeepTheirBitsAndTheRestMoves()
    {
        var model = TinyRuns.Model();
        var before = model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.ToArray());

        new Trainer(model, TinyRuns.Arguments with { Freeze = "embeddings,0" }, TinyRuns.Rows(40)).Train();

        bool IsFrozen(string name) =>
            name.Contains("embeddings.", StringComparison.Ordinal) || name.Contains("layer.0.", StringComparison.Ordinal);
        Assert.All(
            model.Parameters,
            parameter => Assert.Equal(IsFrozen(parameter.Name), before[parameter.Name].SequenceEqual(parameter.Value.ToArray())));
        Assert.All(model.Parameters, parameter => Assert.True(parameter.Trainable));
    }

    [Fact]
    public void Train_UnknownPartToFreeze_SaysWhichExist()
    {
        var exception = Assert.Throws<TrainingException>(
            () => new Trainer(TinyRuns.Model(), TinyRuns.Arguments with { Freeze = "9" }, TinyRuns.Rows(8)).Train());
        Assert.StartsWith(
            "the parts to freeze cannot be found: '9' is no part of this encoder, expected 'embeddings' or layers from 0 to 1",
            exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_TooHighLearningRate_StopsAtAStepAndKeepsTheCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var arguments = TinyRuns.Arguments with
        {
            LearningRate = 1e30,
            MaxGradientNorm = 0,
            WarmupSteps = 0,
            SaveStrategy = IntervalStrategy.Steps,
            SaveSteps = 1,
            OutputDirectory = folder["run"],
        };

        var exception = Assert.Throws<TrainingException>(() => new Trainer(TinyRuns.Model(), arguments, TinyRuns.Rows(40)).Train());

        Assert.InRange(exception.Step!.Value, 2, 5);
        Assert.Contains(
            $"at step {exception.Step}; a finite number was expected. The training has diverged: lower the learning rate (1E+30)",
            exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"The checkpoint of step {exception.Step - 1} is kept.", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder["run"], $"checkpoint-{exception.Step - 1}", "model.safetensors")));
    }

    [Fact]
    public void Train_BestInMemory_EndsWithTheBestWeights()
    {
        var model = TinyRuns.Model();
        var weights = new List<(double Loss, string Hash)>();
        var validation = TinyRuns.Rows(12, "validation");
        var trainer = new Trainer(
            model, TinyRuns.Arguments with { LearningRate = 0.05, LoadBestModelAtEnd = true, Epochs = 4 }, TinyRuns.Rows(40), validation);
        trainer.AddCallback(new Recorder((name, context, entry) =>
        {
            if (name == "evaluate") weights.Add((entry!.Values["eval_loss"]!.Value, TinyRuns.HashOfWeights(context.Model)));
        }));

        var result = trainer.Train();

        var (loss, hash) = weights.MinBy(pair => pair.Loss);
        Assert.Equal(loss, result.Best["loss"]);
        Assert.Equal(hash, TinyRuns.HashOfWeights(model));
        Assert.Equal(loss, trainer.Evaluate()["eval_loss"]);
    }

    [Fact]
    public void Train_ContradictingSettings_AreRefused()
    {
        Assert.Equal(
            "the best model or early stopping is asked for, but nothing is evaluated during training. "
            + "Give evaluation rows, and have them evaluated.",
            Assert.Throws<TrainingException>(() => new Trainer(TinyRuns.Model(), TinyRuns.Arguments with
            {
                LoadBestModelAtEnd = true,
            }, TinyRuns.Rows(6)).Train()).Message);
        Assert.Equal(
            "evaluations during training are asked for, but the trainer has no evaluation rows. "
            + "Give it some, or do not ask for evaluations.",
            Assert.Throws<TrainingException>(() => new Trainer(TinyRuns.Model(), TinyRuns.Arguments with
            {
                EvaluationStrategy = IntervalStrategy.Steps,
            }, TinyRuns.Rows(6)).Train()).Message);
        Assert.Equal(
            "a run should be resumed, but no output folder is named. Name the folder of the interrupted run.",
            Assert.Throws<TrainingException>(
                () => new Trainer(TinyRuns.Model(), TinyRuns.Arguments with { Resume = true }, TinyRuns.Rows(6)).Train()).Message);
        Assert.StartsWith(
            "the evaluation gives no metric 'f9'; it gives ",
            Assert.Throws<TrainingException>(
                () => new Trainer(TinyRuns.Model(), TinyRuns.Arguments with { Metric = "f9" }, TinyRuns.Rows(6), TinyRuns.Rows(6))
                    .Train()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_RowsThatDoNotFit_AreNamed()
    {
        var model = TinyRuns.Model();

        Assert.Equal(
            "row 1 of 'train' has no label; every row of training and evaluation needs one. Label it or leave it out.",
            Assert.Throws<TrainingException>(() => new Trainer(model, null, Dataset.FromTexts(["a"], "train"))).Message);
        Assert.Equal(
            "train:1: the label is Value, but the model is made for single_label_classification. "
            + "Load data and model for the same problem type.",
            Assert.Throws<TrainingException>(() => new Trainer(model, null, Dataset.From(["a"], text => text, _ => 0.5f))).Message);
        Assert.Equal(
            "train:7: the label has index 6, but the model has 6 labels. Load the model with the labels of this dataset.",
            Assert.Throws<TrainingException>(
                () => new Trainer(model, null, Dataset.From(Enumerable.Range(0, 7), i => "a", i => i))).Message);
        Assert.Equal(
            "'train' has no row; at least one was expected. Check the data.",
            Assert.Throws<TrainingException>(() => new Trainer(model, null, TinyRuns.Rows(0))).Message);
    }

    [Fact]
    public void Predict_GivesLogitsLabelsAndMetricsInOrder()
    {
        var rows = TinyRuns.Rows(20, "test");
        var trainer = new Trainer(TinyRuns.Model(), new TrainingArguments { TokenBound = 30 });

        var output = trainer.Predict(rows);
        var whole = new Trainer(TinyRuns.Model(), new TrainingArguments { TokenBound = 100_000 }).Predict(rows);

        Assert.Equal(20, output.Predictions.Count);
        Assert.Equal(rows.Select(row => row.Label), output.LabelIds);
        Assert.Equal(output.Losses!.Average(loss => (double)loss), output.Metrics["test_loss"]!.Value, 1e-9);
        Assert.Superset(new HashSet<string>(MetricCatalog.SingleLabel.Select(name => "test_" + name)), output.Metrics.Keys.ToHashSet());
        // a text has the same logits in any batch
        Assert.Equal(output.Predictions.SelectMany(row => row), whole.Predictions.SelectMany(row => row));
    }

    [Fact]
    public void Predict_WithoutLabels_HasNoMetricsButTimes()
    {
        var output = new Trainer(TinyRuns.Model()).Predict(Dataset.FromTexts(["i feel fine", "so do i"]));

        Assert.Null(output.Losses);
        Assert.Equal(["test_runtime", "test_samples_per_second", "test_steps_per_second"], output.Metrics.Keys.Order());
    }

    [Fact]
    public void ToClassifier_CutsAndScoresAsPredictDoes()
    {
        var rows = TinyRuns.Rows(20, "test");
        var trainer = new Trainer(TinyRuns.Model(), new TrainingArguments { MaxLength = 9 });
        var output = trainer.Predict(rows);

        var answers = trainer.ToClassifier().Classify(rows.Select(row => new TextInput(row.Text))).ToList();

        Assert.Equal(output.Scores.SelectMany(row => row), answers.SelectMany(answer => answer.Scores).Select(score => score.Score));
        Assert.Equal(output.TokenCounts, answers.Select(answer => answer.TokenCount));
        Assert.Equal(output.DroppedTokens, answers.Select(answer => answer.DroppedTokens));
        Assert.Contains(output.DroppedTokens, dropped => dropped > 0);
    }

    [Fact]
    public void Evaluate_OwnMetrics_StandBesideTheOthers()
    {
        var trainer = new Trainer(TinyRuns.Model(), evaluationDataset: TinyRuns.Rows(12))
        {
            ComputeMetrics = predictions => new Dictionary<string, double?>
            {
                ["joy_share"] = predictions.LabelIds.Count(label => label.Index == 1) / 12.0,
                ["eval_accuracy"] = -1,
            },
        };

        var metrics = trainer.Evaluate();

        Assert.Equal((2 / 12.0, -1.0), (metrics["eval_joy_share"], metrics["eval_accuracy"]));
        Assert.True(metrics.ContainsKey("eval_f1"));
    }

    [Theory]
    [InlineData("multi_label_classification", "subset_accuracy")]
    [InlineData("regression", "r2")]
    public void Train_OtherProblemTypes_LowerTheirLoss(string name, string metric)
    {
        var type = new ProblemType(name);
        bool isRegression = type == ProblemType.Regression;
        var rows = isRegression
            ? Dataset.From(TinyRuns.Rows(36), row => row.Text, row => row.Label.Index / 5f)
            : Dataset.From(
                TinyRuns.Rows(36), row => row.Text,
                IEnumerable<string> (row) => row.Label.Index < 3 ? ["good", "c" + row.Label.Index] : ["c" + row.Label.Index]);
        var model = AutoModelForSequenceClassification.FromPretrained(
            SharedFiles.Golden("tiny/bert/sequence-classification"), isRegression ? new ClassLabel(["value"]) : rows.Labels, type);
        var trainer = new Trainer(model, new TrainingArguments { Epochs = 20, LearningRate = 5e-3 }, rows, rows);
        double before = trainer.Evaluate()["eval_loss"]!.Value;

        var result = trainer.Train();

        Assert.InRange(result.Best["loss"]!.Value, 0, 0.75 * before);
        Assert.True(result.Best.ContainsKey(metric));
    }

    [Fact]
    public void Train_RunFolder_IsAModelFolderWithStateAndResults()
    {
        using var folder = new TemporaryFolder();
        var trainer = new Trainer(
            TinyRuns.Model(),
            TinyRuns.Arguments with { OutputDirectory = folder["run"], SaveLimit = 1, LoadBestModelAtEnd = true, Metric = "f1" },
            TinyRuns.Rows(40),
            TinyRuns.Rows(12, "validation"))
        {
            AdditionalSettings = new Dictionary<string, JsonNode?> { ["model"] = "tiny" },
        };

        var result = trainer.Train();

        Assert.Equal(TinyRuns.HashOfWeights(trainer.Model), TinyRuns.HashOf(folder["run"]));
        Assert.Equal(TinyRuns.HashOf(folder["run"]), TinyRuns.HashOf(folder[$"run/checkpoint-{result.BestStep}"]));
        var state = JsonNode.Parse(File.ReadAllText(folder["run/trainer_state.json"]))!.AsObject();
        Assert.Equal(
            [
                "best_global_step", "best_metric", "best_model_checkpoint", "epoch", "eval_steps", "global_step", "is_hyper_param_search",
                "is_local_process_zero",
                "is_world_process_zero", "log_history", "logging_steps", "max_steps", "num_input_tokens_seen", "num_train_epochs",
                "save_steps", "stateful_callbacks",
                "total_flos", "train_batch_size", "trial_name", "trial_params",
            ],
            state.Select(pair => pair.Key));
        Assert.Equal(Path.Combine(folder["run"], $"checkpoint-{result.BestStep}"), state["best_model_checkpoint"]!.GetValue<string>());
        Assert.Equal(18, state["global_step"]!.GetValue<int>());
        var train = RunFolder.Open(folder["run"]).ReadResults("train");
        Assert.Equal((18.0, 2 + (4 / 7.0)), (train["total_steps"], train["epoch"]));
        Assert.True(train["train_tokens_per_second"] > 0);
        var settings = RunSettings.Load(folder["run"]);
        Assert.Equal("tiny", settings["model"]!.GetValue<string>());
        Assert.Equal(
            KernelVariants.NameOf(KernelTable.For(Precision.Float32, KernelVariants.Forced).Variant),
            settings["kernel_variant"]!.GetValue<string>());
        var checkpoints = RunFolder.Open(folder["run"]).Checkpoints;
        Assert.Equal(new SortedSet<int> { result.BestStep!.Value, 18 }, checkpoints);
    }
}
