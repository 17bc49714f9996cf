using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference;

public sealed class TypedLabelTests
{
    private const string Text = "i saw a movie today";

    private enum Emotion
    {
        Surprise, Fear, Anger, Love, Joy, Sadness,
    }

    private enum Mood
    {
        Sadness, Joy, Love, Anger, Calm,
    }

    private enum Side
    {
        Bright, Dark,
    }

    private enum Case
    {
        A, a,
    }

    private static readonly Dictionary<string, Side> Sides = new()
    {
        ["sadness"] = Side.Dark,
        ["joy"] = Side.Bright,
        ["love"] = Side.Bright,
        ["anger"] = Side.Dark,
        ["fear"] = Side.Dark,
        ["surprise"] = Side.Bright,
    };

    [Fact]
    public void Classify_Enum_GivesTheMemberOfTheLabel()
    {
        var classifier = Load();

        Emotion mood = classifier.Classify<Emotion>(Text).Label;

        Assert.Equal(classifier.Classify(Text).Label, mood.ToString().ToLowerInvariant());
        Assert.Same(classifier.WithLabels<Emotion>(), classifier.WithLabels<Emotion>());
        Assert.Equal([Emotion.Sadness, Emotion.Joy, Emotion.Love, Emotion.Anger, Emotion.Fear, Emotion.Surprise], classifier
            .WithLabels<Emotion>().Labels);
    }

    [Fact]
    public void Top_Typed_IsTheUntypedOne()
    {
        var typed = Load().Classify<Emotion>(Text, options: new ClassificationOptions { TopK = 2 });

        Assert.Equal(2, typed.Top.Count);
        Assert.Equal(
            typed.Untyped.Top.Select(score => (score.Label, score.Score)),
            typed.Top.Select(score => (score.Label.ToString().ToLowerInvariant(), score.Score)));
    }

    [Fact]
    public void Label_BelowTheLeastScore_IsNullOrThrows()
    {
        var typed = Load().Classify<Emotion>(Text, options: new ClassificationOptions { MinScore = 1 });

        Assert.Null(typed.LabelOrNull);
        Assert.StartsWith(
            "no label is given: the highest score is ", Assert.Throws<InvalidOperationException>(() => typed.Label).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Enum_OfOtherNames_ListsBothSides() => Assert.Equal(
        "the model's labels are 'sadness', 'joy', 'love', 'anger', 'fear', 'surprise', the members of Mood 'Sadness', 'Joy', "
        + "'Love', 'Anger', "
        + "'Calm': there is no member for 'fear', 'surprise' and no label for 'Calm'. One member for each label was expected. Rename the "
        + "members, or give a mapping (TextClassifier.WithLabels).",
        Assert.Throws<ModelException>(() => Load().Classify<Mood>(Text)).Reason);

    [Fact]
    public void Names_ThatDifferInCaseAlone_AreMetExactly()
    {
        var classifier = new TextClassifier(
            AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/base"), new ClassLabel(["a", "A"])));

        Assert.Equal([Case.a, Case.A], classifier.WithLabels<Case>().Labels);
    }

    [Fact]
    public void Mapping_SeveralLabelsToOneMember_Classifies()
    {
        var classifier = Load().WithLabels(Sides);

        Assert.Equal(Sides[Load().Classify(Text).Label!], classifier.Classify(Text).Label);
        Assert.Equal(2, classifier.Classify([Text, "ok"]).Count);
    }

    [Fact]
    public void Mapping_ThatLacksALabelOrNamesAnother_ListsThem()
    {
        var wrong = new Dictionary<string, Side>(Sides);
        wrong.Remove("fear");
        wrong["calm"] = Side.Bright;

        Assert.Equal(
            "the model's labels are 'sadness', 'joy', 'love', 'anger', 'fear', 'surprise', but the mapping to Side lacks 'fear' and has "
            + "'calm', which the model has not. A member for each label was expected. Correct the mapping.",
            Assert.Throws<ModelException>(() => Load().WithLabels(wrong)).Reason);
    }

    [Fact]
    public void Labels_SeveralATextMappedToOneMember_StandOnce()
    {
        var classifier = new TextClassifier(AutoModelForSequenceClassification.FromPretrained(
            SharedFiles.Golden("tiny/bert/sequence-classification"), problemType: ProblemType.MultiLabelClassification));

        var prediction = classifier.WithLabels(Sides).Classify(Text, options: new ClassificationOptions { Threshold = 0 });

        Assert.Equal([Side.Dark, Side.Bright], prediction.Labels!);
        Assert.Null(prediction.LabelOrNull);
        Assert.Equal(
            "this model gives several labels a text. Read Labels.",
            Assert.Throws<InvalidOperationException>(() => prediction.Label).Message);
    }

    [Fact]
    public void Regression_HasNoMembers()
    {
        var classifier = new TextClassifier(
            AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/base"), new ClassLabel(["stars"])));

        Assert.StartsWith(
            "this model gives numbers (problem type regression)",
            Assert.Throws<ModelException>(() => classifier.WithLabels<Emotion>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_Typed_IsTheUntypedOneInOrder()
    {
        string[] texts = ["ok", Text, "what a wonderful surprise"];
        var moods = new List<Emotion>();

        await foreach (var prediction in Load().WithLabels<Emotion>().ClassifyAsync(
            texts.Select(text => new TextInput(text)), null, TestContext.Current.CancellationToken)) moods.Add(prediction.Label);

        Assert.Equal(texts.Select(text => Load().Classify<Emotion>(text).Label), moods);
    }

    private static TextClassifier Load() => TextClassifier.Load(TinyModels.Folder("bert", "sequence-classification"));
}
