using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Tests.Models;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference;

public sealed class ClassificationOptionsTests
{
    private const string Text = "i saw a movie today and it was really good";

    private static readonly JsonNode Pipelines =
        JsonNode.Parse(File.ReadAllText(SharedFiles.Golden("pipelines/text-classification.json")))!;

    private static readonly string[] Texts = [.. Pipelines["texts"]!.AsArray().Select(text => text!.GetValue<string>())];

    private static readonly Dictionary<string, ClassificationOptions> Settings = new(StringComparer.Ordinal)
    {
        ["default"] = new() { TopK = 1 },
        ["top_k_none"] = new() { TopK = null },
        ["top_k_2"] = new() { TopK = 2 },
        ["sigmoid"] = new() { FunctionToApply = ScoreFunction.Sigmoid },
        ["none"] = new() { FunctionToApply = ScoreFunction.None },
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (architecture, _) in Pipelines["results"]!.AsObject())
            {
                foreach (string setting in Settings.Keys) cases.Add(architecture, setting);
            }

            return cases;
        }
    }

    public static TheoryData<string> Architectures => [.. Pipelines["results"]!.AsObject().Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classify_WithOptions_AnswersAsTheReferencesPipeline(string architecture, string setting)
    {
        var answers = Pipelines["results"]![architecture]!["text-classification"]![setting]!.AsArray();
        var classifier = TextClassifier.Load(TinyModels.Folder(architecture, "sequence-classification"));

        var predictions = classifier.Classify(Texts, Settings[setting]);

        Assert.Equal(Texts.Length, predictions.Count);
        for (int i = 0; i < Texts.Length; i++)
        {
            Compare(answers[i] is JsonArray several ? several : [answers[i]!.DeepClone()], predictions[i].Top);
            Assert.Equal(predictions[i].Label, predictions[i].Top[0].Label);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Classify_Pair_AnswersAsTheReferencesPipeline(string architecture)
    {
        var classifier = TextClassifier.Load(TinyModels.Folder(architecture, "sequence-classification"));

        var prediction = classifier.Classify(Texts[0], Texts[1], new ClassificationOptions { TopK = null });

        Compare(Pipelines["results"]![architecture]!["text-classification"]!["pair"]!.AsArray(), prediction.Top);
    }

    // transformers #17305: a pair that was joined to one text gave another answer without a word
    [Fact]
    public void Classify_Pair_IsNotTheTwoTextsInOne()
    {
        var classifier = Load();

        Assert.NotEqual(classifier.Classify(Texts[0], Texts[1]).Logits, classifier.Classify($"{Texts[0]} {Texts[1]}").Logits);
        Assert.NotEqual(classifier.Classify(Texts[0], Texts[1]).Logits, classifier.Classify($"{Texts[0]}[SEP]{Texts[1]}").Logits);
    }

    // transformers #12207: more labels asked for than there are
    [Fact]
    public void TopK_AboveTheLabels_IsAll() =>
        Assert.Equal(6, Load().Classify(Text, options: new ClassificationOptions { TopK = 100 }).Top.Count);

    [Fact]
    public void Top_EqualScores_FollowTheLogitsThenTheLabels()
    {
        var prediction = new Prediction
        {
            Scores = [new("a", 1), new("b", 1), new("c", 1), new("d", 0)],
            Logits = [40, 90, 40, 3],
            TokenCount = 2,
            DroppedTokens = 0,
        };

        Assert.Equal(["b", "a", "c", "d"], prediction.Top.Select(score => score.Label));
    }

    // transformers #2941: more than two texts at once failed, or were shares of one another
    [Fact]
    public void Classify_TenTexts_EachHasAWholeOfItsOwn() => Assert.All(
        Load().Classify([.. Enumerable.Repeat("OK", 10)]),
        prediction => Assert.Equal(1, prediction.Scores.Sum(score => (double)score.Score), 5));

    // transformers #33973: a sigmoid was applied to a regression
    [Fact]
    public void Regression_ByDefault_IsTheNumberItself()
    {
        var model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/base"), new ClassLabel(["stars"]));
        var classifier = new TextClassifier(model);

        var plain = classifier.Classify(Text);
        var sigmoid = classifier.Classify(Text, options: new ClassificationOptions { FunctionToApply = ScoreFunction.Sigmoid });

        Assert.Equal([new LabelScore("stars", plain.Logits[0])], plain.Top);
        Assert.Equal((float)(1 / (1 + Math.Exp(-(double)plain.Logits[0]))), sigmoid.Top[0].Score);
        Assert.Equal(plain.Value, sigmoid.Value);
    }

    [Fact]
    public void OwnFunction_AskedFor_SameBits()
    {
        var classifier = new TextClassifier(Load().Model, calibration: new ModelCalibration { Temperature = 1.7 });

        Assert.Equal(
            classifier.Classify(Text).Scores,
            classifier.Classify(Text, options: new ClassificationOptions { FunctionToApply = ScoreFunction.Softmax }).Scores);
    }

    [Fact]
    public void OtherFunction_KnowsNoTemperature()
    {
        var options = new ClassificationOptions { FunctionToApply = ScoreFunction.Sigmoid };

        Assert.Equal(
            Load().Classify(Text, options: options).Scores,
            new TextClassifier(Load().Model, calibration: new ModelCalibration { Temperature = 1.7 })
                .Classify(Text, options: options).Scores);
    }

    [Fact]
    public void NoOptions_SameBitsAsEmptyOnes()
    {
        var classifier = Load();

        Assert.Equal(classifier.Classify(Text).Scores, classifier.Classify(Text, options: new ClassificationOptions()).Scores);
        Assert.Equal(
            classifier.Classify(Texts.Select(text => new TextInput(text))).Select(prediction => prediction.Logits),
            classifier.Classify(Texts).Select(prediction => prediction.Logits));
    }

    [Fact]
    public void MinScore_Above_GivesNoLabelButScores()
    {
        var prediction = Load().Classify(Text, options: new ClassificationOptions { MinScore = 1 });

        Assert.Null(prediction.Label);
        Assert.Null(prediction.LabelIndex);
        Assert.Equal(prediction.Score, prediction.Top[0].Score);
    }

    [Fact]
    public void Thresholds_SeveralLabels_DecideWhichAreGiven()
    {
        var classifier = SeveralLabels();
        string[] Labels(ClassificationOptions options) => [.. classifier.Classify(Text, options: options).Labels!];

        Assert.Equal(classifier.Labels.Names, Labels(new ClassificationOptions { Threshold = 0 }));
        Assert.Empty(Labels(new ClassificationOptions { Threshold = 1 }));
        Assert.Equal(["joy"], Labels(new ClassificationOptions
        {
            Threshold = 1,
            Thresholds = new Dictionary<string, float> { ["joy"] = 0 },
        }));
        Assert.Equal(classifier.Classify(Text).Labels, Labels(new ClassificationOptions { Threshold = 0.5f }));
    }

    [Fact]
    public void Thresholds_LeftOut_AreTheCalibrations()
    {
        var classifier = new TextClassifier(SeveralLabels().Model, calibration: new ModelCalibration
        {
            Thresholds = new Dictionary<string, float> { ["joy"] = 0, ["love"] = 1, ["anger"] = 1, ["fear"] = 1, ["surprise"] = 1 },
        });

        Assert.Equal(["sadness", "joy"], classifier.Classify(Text, options: new ClassificationOptions
        {
            Thresholds = new Dictionary<string, float> { ["sadness"] = 0 },
        }).Labels!);
    }

    [Fact]
    public void Truncates_Not_NamesTheRowThatIsTooLong()
    {
        var classifier = new TextClassifier(Load().Model, new InferenceOptions { MaxLength = 5 });
        var options = new ClassificationOptions { Truncates = false };
        TextInput[] texts = ["ok", "fine", "this one is far too long", "ok"];
        var answers = new List<Prediction>();

        var fault = Assert.Throws<DataException>(() =>
        {
            foreach (var answer in classifier.Classify(texts, options)) answers.Add(answer);
        });

        Assert.Equal(2, answers.Count);
        int tokens = classifier.Model.Tokenizer.Encode(texts[2].Text).Length;
        Assert.Equal(
            $"text 3: the text has {tokens} tokens, but at most 5 are read. A shorter text was expected. Shorten it, let it be "
            + $"cut, or read it "
            + "in windows.",
            fault.Message);
        Assert.Equal("Lines: 7", $"Lines: {Assert.Throws<DataException>(() => classifier.Classify(
            [new TextInput(texts[2].Text) { Source = new RowSource("test", "mails.csv", 7) }], options).ToList()).Line}");
    }

    [Fact]
    public void MaxLength_OfACall_AnswersAsAClassifierOfThatLength()
    {
        var classifier = Load();
        var shorter = new TextClassifier(classifier.Model, new InferenceOptions { MaxLength = 6 });
        ClassificationOptions[] cuts = [new(), new() { TruncationSide = TruncationSide.Left }, new() { Stride = 2 }];

        Assert.All(cuts, cut =>
        {
            string? pair = cut.Stride is null ? Text : null;    // windows of so few tokens have no room for a whole second text
            var (own, asked) = (shorter.Classify(Text, pair, cut), classifier.Classify(Text, pair, cut with { MaxLength = 6 }));
            Assert.Equal(own.Logits, asked.Logits);
            Assert.Equal((own.TokenCount, own.DroppedTokens), (asked.TokenCount, asked.DroppedTokens));
            Assert.Equal(own.Windows, asked.Windows);
        });
        Assert.EndsWith(
            "but at most 6 are read. A shorter text was expected. Shorten it, let it be cut, or read it in windows.",
            Assert.Throws<DataException>(() => classifier.Classify(Text, options: new() { MaxLength = 6, Truncates = false })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void MaxLength_ThatIsNone_NamesTheSetting(int length)
    {
        var classifier = Load();

        Assert.Equal(
            $"the length (ClassificationOptions.MaxLength) is {length}, but texts of this classifier may be cut at 4 to "
            + $"{classifier.MaxLength} tokens. One of these was expected. Give another, or leave it out.",
            Assert.Throws<TokenizerException>(() => classifier.Classify("ok", options: new() { MaxLength = length })).Message);
    }

    [Fact]
    public void TruncationSide_Left_KeepsTheEnd()
    {
        var classifier = new TextClassifier(Load().Model, new InferenceOptions { MaxLength = 4 });

        Assert.Equal(
            classifier.Classify("really good").Logits,
            classifier.Classify(Text, options: new ClassificationOptions { TruncationSide = TruncationSide.Left }).Logits);
    }

    [Fact]
    public void Options_ThatDoNotFitTheModel_AreRefusedBeforeAnythingIsRead()
    {
        var regression = new TextClassifier(
            AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/base"), new ClassLabel(["stars"])));
        IEnumerable<TextInput> Unread()
        {
            Assert.Fail("read");
            yield break;
        }

        Refused(regression, new ClassificationOptions { MinScore = 0.5 },
            "ClassificationOptions.MinScore was given, but this model gives numbers, which have no scores (problem type "
            + "regression). Options "
            + "that fit the model were expected. Leave one out.");
        Refused(Load(), new ClassificationOptions { Threshold = 0.5f },
            "a threshold (ClassificationOptions.Thresholds) was given, but this model does not give several labels a text (problem type "
            + "single_label_classification). Options that fit the model were expected. Leave one out.");
        Refused(SeveralLabels(), new ClassificationOptions { Thresholds = new Dictionary<string, float> { ["Joy"] = 0.5f } },
            "ClassificationOptions.Thresholds names the label 'Joy'. The model's labels 'sadness', 'joy', 'love', 'anger', "
            + "'fear', 'surprise' "
            + "were expected. Correct the name.");
        Refused(Load(), new ClassificationOptions { FunctionToApply = ScoreFunction.Sigmoid, MinScore = 0.5 },
            "ClassificationOptions.FunctionToApply is Sigmoid, and a least score or threshold was given as well, which is "
            + "compared with the "
            + "task's own scores (problem type single_label_classification). Options that fit the model were expected. Leave one out.");

        void Refused(TextClassifier classifier, ClassificationOptions options, string reason) =>
            Assert.Equal(reason, Assert.Throws<ModelException>(() => classifier.Classify(Unread(), options)).Reason);
    }

    [Fact]
    public void Values_ThatAreNone_NameTheSetting()
    {
        void Refused(string name, Func<ClassificationOptions> make) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(make).ParamName);

        Refused("TopK", () => new ClassificationOptions { TopK = 0 });
        Refused("FunctionToApply", () => new ClassificationOptions { FunctionToApply = (ScoreFunction)7 });
        Refused("MinScore", () => new ClassificationOptions { MinScore = 2 });
        Refused("Threshold", () => new ClassificationOptions { Threshold = float.NaN });
        Refused("Thresholds", () => new ClassificationOptions { Thresholds = new Dictionary<string, float> { ["joy"] = -1 } });
        Refused("MaxLength", () => new ClassificationOptions { MaxLength = 0 });
        Refused("TruncationSide", () => new ClassificationOptions { TruncationSide = (TruncationSide)7 });
        Refused("Stride", () => new ClassificationOptions { Stride = -1 });
        Refused("WindowPooling", () => new ClassificationOptions { WindowPooling = (WindowPooling)7 });
    }

    private static TextClassifier Load() => TextClassifier.Load(SharedFiles.Golden("tiny/bert/sequence-classification"));

    private static TextClassifier SeveralLabels() => new(AutoModelForSequenceClassification.FromPretrained(
        SharedFiles.Golden("tiny/bert/sequence-classification"), problemType: ProblemType.MultiLabelClassification));

    private static void Compare(JsonArray expected, IReadOnlyList<LabelScore> actual)
    {
        Assert.Equal(expected.Select(answer => answer!["label"]!.GetValue<string>()), actual.Select(score => score.Label));
        Assert.All(
            expected.Zip(actual), pair => Assert.Equal(pair.First!["score"]!.GetValue<double>(), pair.Second.Score, 1e-6));
    }
}
