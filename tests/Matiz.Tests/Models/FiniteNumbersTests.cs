using Matiz.Formats.Arrays;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Training;
using Matiz.Weights;

namespace Matiz.Tests.Models;

/// <summary>A number that is not finite ends every route with the weight that made it, or with the sums that overflowed.</summary>
public sealed class FiniteNumbersTests
{
    private const string Bias = "bert.encoder.layer.1.output.LayerNorm.bias", Weight = "bert.pooler.dense.weight";
    private const string Fault = "tensor '" + Bias + "' holds NaN at [3], so ";

    [Fact]
    public void Classify_NaNWeight_NamesIt()
    {
        using var folder = WithNaN();

        Assert.Equal(
            $"{folder.Path}: {Fault}a logit is no finite number. Finite weights were expected. "
                + "The file is damaged, or its training had diverged when it was saved: take another checkpoint, or fetch it again.",
            Assert.Throws<ModelException>(() => TextClassifier.Load(folder.Path).Classify("i feel great")).Message);
        string message = Assert.Throws<ModelException>(() => FeatureExtractor.Load(folder.Path).Extract("i feel great")).Message;
        Assert.Contains(
            Fault + "a hidden state is", message.Replace("'encoder", "'bert.encoder", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_SumsThatOverflow_AreCalledSo()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        float[] large = new float[6 * 32];
        Array.Fill(large, 3e38f);
        folder.RewriteWeights(
            name => name == "classifier.weight" ? null : name, TensorToWrite.From<float>("classifier.weight", [6, 32], large));

        Assert.StartsWith(
            $"{folder.Path}: a logit is no finite number, though every weight is: the sums overflow single precision.",
            Assert.Throws<ModelException>(() => TextClassifier.Load(folder.Path).Classify("i feel great")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_NaNWeight_NamesItAndBlamesNoLearningRate()
    {
        using var folder = WithNaN();
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path);

        string message = Assert.Throws<TrainingException>(() => new Trainer(model).Evaluate(TinyRuns.Rows(12))).Message;

        Assert.Contains(Fault + "a logit of 'train' is no finite number", message, StringComparison.Ordinal);
        Assert.DoesNotContain("learning rate", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NaNWeight_EndsBeforeTheFirstStepAndBlamesNoLearningRate()
    {
        using var folder = WithNaN();
        var rows = TinyRuns.Rows(12);
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, rows.Labels);

        var exception = Assert.Throws<TrainingException>(() => new Trainer(model, TinyRuns.Arguments, rows).Train());

        Assert.Equal(1, exception.Step);
        Assert.Contains(
            $"at step 1, as tensor '{Bias}' holds NaN at [3]; finite weights were expected.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("learning rate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_SumsThatOverflowAtTheFirstStep_BlameNoLearningRate()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        float[] large = new float[32 * 32];
        Array.Fill(large, 3e38f);
        folder.RewriteWeights(
            name => name == "encoder.layer.0.attention.self.query.weight" ? null : name,
            TensorToWrite.From<float>("encoder.layer.0.attention.self.query.weight", [32, 32], large));
        var rows = TinyRuns.Rows(12);
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, rows.Labels);

        var exception = Assert.Throws<TrainingException>(() => new Trainer(model, TinyRuns.Arguments, rows).Train());

        Assert.Equal(1, exception.Step);
        Assert.Contains(
            "before anything was learned, though every weight is finite: the sums overflow single precision.", exception.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("learning rate", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_EvaluationThatOverflowsAfterAStep_BlamesTheLearningRateAlone()
    {
        var rows = TinyRuns.Rows(12);
        var arguments = TinyRuns.Arguments with
        {
            LearningRate = 1e30,
            MaxGradientNorm = 0,
            WarmupSteps = 0,
            EvaluationStrategy = IntervalStrategy.Steps,
            EvaluationSteps = 1,
        };

        var exception = Assert.Throws<TrainingException>(() => new Trainer(TinyRuns.Model(), arguments, rows, rows).Train());

        Assert.Equal(1, exception.Step);
        Assert.Equal(
            "evaluation after step 1: a logit is no finite number, though every weight is: the sums overflow single precision. "
                + "Finite numbers were expected. "
            + "The training has diverged: lower the learning rate (1E+30).", exception.Message);
    }

    [Fact]
    public void Train_NaNThatOnlyTheEvaluationRowsUse_NamesIt()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        float[] words;
        using (var weights = WeightFiles.Open(folder.Path))
        {
            words = new float[600 * 32];
            weights.ReadFloats("bert.embeddings.word_embeddings.weight", words);
        }

        var rows = TinyRuns.Rows(12);
        var evaluation = Matiz.Data.Dataset.From(["zzz"], text => text, _ => "joy", labels: rows.Labels, name: "validation");
        int id = AutoModel.FromPretrained(folder.Path).Tokenizer.EncodeIds([new Matiz.Tokenizers.TextInput("zzz")]).Row(0)[1];
        words[(id * 32) + 1] = float.NaN;
        folder.RewriteWeights(
            name => name == "bert.embeddings.word_embeddings.weight" ? null : name,
            TensorToWrite.From<float>("bert.embeddings.word_embeddings.weight", [600, 32], words));
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, rows.Labels);

        string message = Assert.Throws<TrainingException>(() => new Trainer(model, TinyRuns.Arguments, rows, evaluation).Train()).Message;

        Assert.Contains(
            $"a logit is no finite number, as tensor 'bert.embeddings.word_embeddings.weight' holds NaN at [{id}, 1].", message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void FirstNonFinite_OfAFile_NamesTensorNumberAndPlace(float value, string text)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        float[] values = new float[32 * 32];
        values[(3 * 32) + 5] = value;
        folder.RewriteWeights(name => name == Weight ? null : name, TensorToWrite.From<float>(Weight, [32, 32], values));
        using var weights = WeightFiles.Open(folder.Path);

        Assert.Equal($"tensor '{Weight}' holds {text} at [3, 5]", weights.FirstNonFinite());
    }

    private static ModelFolderCopy WithNaN()
    {
        var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        float[] values = new float[32];
        values[3] = float.NaN;
        folder.RewriteWeights(name => name == Bias ? null : name, TensorToWrite.From<float>(Bias, [32], values));
        return folder;
    }
}
