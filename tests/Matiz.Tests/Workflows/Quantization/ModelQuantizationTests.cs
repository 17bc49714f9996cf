using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Weights;
using Matiz.Workflows.Quantization;

namespace Matiz.Tests.Workflows.Quantization;

public sealed class ModelQuantizationTests : IDisposable
{
    private const int Rows = 40;

    private static readonly string[] Texts =
    [
        .. from day in Enumerable.Range(1, 20)
           from feeling in (string[])["glad", "sad and tired", "angry", "afraid of it", "loved", "amazed"]
           select $"on day {day} i was {feeling}{(day % 3 == 0 ? " and so it goes on" : "")}",
    ];

    private readonly TemporaryFolder _folder = new();

    private string Output => _folder["int8"];

    [Fact]
    public void Run_ALayerThatSuffers_IsKept_AndTheResultSaysWhich()
    {
        string model = Model(out _, "classifier"), rows = Write(Clearest(model));

        var all = ModelQuantization.Run(model, _folder["all"], new QuantizationOptions { Validation = [rows] });
        var result = ModelQuantization.Run(model, Output, new QuantizationOptions { Validation = [rows], MaxDrop = 0.5 });

        Assert.Empty(all.Kept);
        Assert.Equal(1, all.Before);
        Assert.True(all.DropPoints > 20, $"nothing suffers: {all.DropPoints} points");
        Assert.Equal(["classifier"], result.Kept.Keys);
        Assert.True(result.Kept["classifier"] > 0.5, "without its weights the head gives its bias");
        Assert.True(result.LostRows <= 2 || result.DropPoints <= 0.5);
        Assert.Equal(100 * (result.Before - result.After), result.DropPoints, 1e-9);
        Assert.Equal(("f1", Rows, Output), (result.Metric, result.Rows, result.Output));
        Assert.True(result.BytesAfter < 0.5 * result.BytesBefore);
        using var weights = WeightFiles.Open(Output);
        Assert.True(weights.TryGet("classifier.weight", out var kept) && kept.DType == Matiz.Formats.ArrayDType.Float32);
        Assert.True(weights.TryGet("bert.pooler.dense.weight", out var other) && other.DType == Matiz.Formats.ArrayDType.Int8);
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(Output, "quantization_results.json")))!;
        Assert.Equal(["classifier"], record["kept"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(result.After, record["after"]!.GetValue<double>());
        Assert.Contains("In floating point: `classifier`.", File.ReadAllText(Path.Combine(Output, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_QueryKeyAndValue_AreKeptTogether()
    {
        string[] stack = [.. SufferingModel.Encoder.Take(3)];
        string model = Model(out _, stack), rows = Write(Clearest(model));

        var result = ModelQuantization.Run(model, Output, new QuantizationOptions { Validation = [rows], MaxDrop = 0.5 });

        Assert.Equal(stack, result.Kept.Keys);
        Assert.Single(result.Kept.Values.Distinct());
    }

    [Fact]
    public void Run_WhereHalfOfTheWeightsDoNotHelp_RefusesByBothFigures_AndWritesNothing()
    {
        string model = Model(out _, [.. SufferingModel.Encoder, "bert.pooler.dense", "classifier"]), rows = Write(Clearest(model));
        var options = new QuantizationOptions { Validation = [rows], MaxDrop = 0.5, QuantizesEmbeddings = false };
        string[] before = Directory.GetFileSystemEntries(_folder.Root);

        var exception = Assert.Throws<QuantizationException>(() => ModelQuantization.Run(model, Output, options));

        const string Layer = @"[a-z0-9_.+ ]+ \(\d+\.\d % of the logits\)";
        Assert.True(
            Regex.IsMatch(
                exception.Message,
                @": quantized, f1 goes from 1\.0000 to 0\.\d{4} on 40 validation rows, \d+\.\d\d points, and stays too low with up to half "
                + @"of the weights kept in floating point\. At most 0\.5 points were expected, so nothing was written\. Most suffer "
                + $@"{Layer}, {Layer}, {Layer}\. Allow more \(QuantizationOptions\.MaxDrop\), or use the model as it is\.$"),
            exception.Message);
        Assert.StartsWith(model, exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Run_ADropOfNoMoreThanTwoRows_DoesNotCount(int lost, bool isAllowed)
    {
        string model = Model(out var suffering, "classifier"), left = suffering.AnswerOfTheBias();
        var answers = suffering.Answers(Texts);
        string rows = Write([
            .. answers.Where(row => row.Label == left).Take(15), .. answers.Where(row => row.Label != left).Take(lost),
        ]);

        var result = ModelQuantization.Run(model, Output, new QuantizationOptions { Validation = [rows], MaxDrop = 0.1 });

        Assert.Equal(isAllowed ? [] : ["classifier"], result.Kept.Keys);
        if (!isAllowed) return;
        Assert.Equal(lost, result.LostRows);
        Assert.True(result.DropPoints > 5);
    }

    [Fact]
    public void Run_ALoss_IsWorseWhereItIsGreater()
    {
        string model = Model(out _, "classifier"), rows = Write(Clearest(model));

        var result = ModelQuantization.Run(
            model, Output, new QuantizationOptions { Validation = [rows], Metric = "eval_loss", MaxDrop = 1 });

        Assert.Equal("loss", result.Metric);
        Assert.Equal(["classifier"], result.Kept.Keys);
        Assert.Equal(100 * (result.After - result.Before) / result.Before, result.DropPoints, 1e-9);
    }

    [Fact]
    public void Run_NumbersInThePlaceOfClasses_AreMeasuredByTheirLoss()
    {
        string model = _folder["numbers"];
        AutoModelForSequenceClassification.FromPretrained(
            SharedFiles.Golden("tiny/bert/sequence-classification"), new ClassLabel(["LABEL_0"]), ProblemType.Regression).Save(model);
        new SufferingModel(model).Spoil("classifier").Balance(Texts).Save(model);
        var answers = new TextClassifier(AutoModelForSequenceClassification.FromPretrained(model)).Classify(Texts);
        string rows = Write(Texts.Zip(answers, (text, answer) => (text, string.Create(
            CultureInfo.InvariantCulture, $"{answer.Logits[0] * 2}"))));

        var result = ModelQuantization.Run(model, Output, new QuantizationOptions { Validation = [rows], MaxDrop = 50 });

        Assert.Equal(("loss", 0), (result.Metric, result.LostRows));
        Assert.Equal("classifier", result.Kept.Keys.First());
        Assert.True(result.DropPoints <= 50);
    }

    [Fact]
    public void Run_ThatIsCancelled_WritesNothing()
    {
        string model = Model(out _, "classifier"), rows = Write(Clearest(model));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ModelQuantization.Run(
            model, Output, new QuantizationOptions { Validation = [rows] }, cancellation: cancellation.Token));
        Assert.False(Path.Exists(Output));
    }

    [Fact]
    public void Run_WithoutRows_AsksForThem()
    {
        string model = SharedFiles.Golden("tiny/bert/sequence-classification"), empty = Write([]);

        Assert.Equal(
            $"{model}: there are no validation rows: it is no run that has some. Labelled rows were expected, to measure what quantizing "
            + "costs. Give them: QuantizationOptions.Validation = F.",
            Assert.Throws<QuantizationException>(() => ModelQuantization.Run(model, Output)).Message);
        Assert.Equal(
            $"{model}: there is no row in {empty}. Labelled rows were expected. Give others (QuantizationOptions.Validation).",
            Assert.Throws<QuantizationException>(
                () => ModelQuantization.Run(model, Output, new QuantizationOptions { Validation = [empty] })).Message);
        Assert.False(Path.Exists(Output));
    }

    [Fact]
    public void Run_RowsWhoseLabelsAreNumbers_SaysHowTheyAreRead()
    {
        string model = Model(out _, "classifier"), rows = Write(Clearest(model).Select((row, i) => (row.Text, $"{i % 6}")));

        var result = ModelQuantization.Run(model, Output, new QuantizationOptions { Validation = [rows] });

        Assert.Equal(["labels are read as indices: 0 is 'sadness', 5 is 'surprise'."], result.Notes);
    }

    [Fact]
    public void Run_WithoutACard_WritesOneThatTellsBoth()
    {
        string model = Model(out _, "classifier"), rows = Write(Clearest(model));
        Assert.False(File.Exists(Path.Combine(model, "README.md")));

        ModelQuantization.Run(model, Output, new QuantizationOptions { Validation = [rows] });

        string card = File.ReadAllText(Path.Combine(Output, "README.md"));
        Assert.StartsWith("---\n", card, StringComparison.Ordinal);
        Assert.Contains("\n## 8-bit weights\n\nThe weights are 8-bit integers with a scale a row;", card, StringComparison.Ordinal);
        Assert.Contains(" validation rows, f1 is 0.", card, StringComparison.Ordinal);
        Assert.Contains("; of the model in fp32 it is 1.0000.", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void MaxDrop_IsANumberFromZero(double points) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantizationOptions { MaxDrop = points });

    public void Dispose() => _folder.Dispose();

    // A folder whose model answers the rows of Clearest rightly in floating point.
    private string Model(out SufferingModel suffering, params string[] layers)
    {
        string folder = _folder["model"];
        suffering = new SufferingModel(SharedFiles.Golden("tiny/bert/sequence-classification"))
            .Spoil(layers).Balance(Texts).Save(folder);
        return folder;
    }

    private static IEnumerable<(string Text, string Label)> Clearest(string model) =>
        new SufferingModel(model).Answers(Texts).Take(Rows);

    private string Write(IEnumerable<(string Text, string Label)> rows)
    {
        string path = _folder["rows.csv"];
        File.WriteAllText(path, "text,label\n" + string.Concat(rows.Select(row => $"{row.Text},{row.Label}\n")));
        return path;
    }
}
