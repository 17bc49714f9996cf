using System.Xml.Linq;
#pragma warning disable IDE0005 // all that the implicit usings of the package bring to a program, used here or not
using Matiz.Data;
using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Inference.Queues;
using Matiz.Models;
using Matiz.Metrics;
using Matiz.Training;
using Matiz.Training.Keras;
using Matiz.Features;
using Matiz.Runs;
using Matiz.Workflows;
#pragma warning restore IDE0005
using Matiz.Testing;

namespace Matiz.Extensions.Tests;

/// <summary>A program with the package's implicit usings, in the words of Keras and in those of the library side by side.</summary>
public sealed class KerasProgramTests
{
    private static readonly string[] Texts = ["what a lovely day", "this is awful", "i love it", "i feel so low"];

    [Fact]
    public void Usings_AreThoseOfThePackage()
    {
        var package = XDocument.Load(Path.Combine(SharedFiles.RepositoryRoot, "src", "Matiz", "build", "Matiz.props"));
        string here = Path.Combine(SharedFiles.RepositoryRoot, "tests", "Matiz.Extensions.Tests", "KerasProgramTests.cs");
        Assert.Equal(
            package.Descendants("Using").Select(element => $"using {element.Attribute("Include")!.Value};"),
            File.ReadLines(here).SkipWhile(line => !line.StartsWith("#pragma warning disable", StringComparison.Ordinal)).Skip(1)
                .TakeWhile(line => !line.StartsWith('#')));
    }

    [Fact]
    public void Program_InTheWordsOfKeras_CompilesAndRuns()
    {
        var train = Dataset.From(Texts, text => text, text => text.Contains("lo", StringComparison.Ordinal) ? "joy" : "sadness");
        var validation = train;
        var model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/distilbert/base"), train.Labels);

        model.Compile(new Adam(5e-5f), Loss.SparseCategoricalCrossEntropy, Metric.SparseCategoricalAccuracy);
        History history = model.Fit(train.ToBatches(64, shuffle: true), validation: validation.ToBatches(64), epochs: 2);

        Assert.Equal(2, history.History["val_sparse_categorical_accuracy"].Count);
        Assert.Equal(0.5, Metric.Accuracy([0, 1], [0, 0]));

        model.Compile(new AdamW(new PolynomialDecay(5e-5, 10, 0)), Loss.SparseCategoricalCrossEntropy, "accuracy");
        var evaluation = model.Evaluate(validation.ToBatches(64));
        Assert.Equal(["loss", "accuracy"], evaluation.Keys);
    }

    [Fact]
    public void Callback_OfOnesOwn_SeesAndStops()
    {
        var train = Dataset.From(Texts, text => text, text => text.Contains("lo", StringComparison.Ordinal) ? "joy" : "sadness");
        var model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/distilbert/base"), train.Labels);
        model.Compile(new Adam(1e-3));

        var history = model.Fit(
            train.ToBatches(2), epochs: 9, callbacks: [new HalfLoss(), new EarlyStopping("half", patience: 1, mode: MonitorMode.Max)]);

        Assert.Equal(2, history.Epoch.Count);
        Assert.Equal(history["loss"].Select(loss => loss / 2), history["half"]);
    }

    private sealed class HalfLoss : FitCallback
    {
        public override IReadOnlyList<string> LogNames => ["half"];

        public override void OnEpochEnd(FitContext context, int epoch, IDictionary<string, double> logs) => logs["half"] = logs["loss"] / 2;
    }
}
