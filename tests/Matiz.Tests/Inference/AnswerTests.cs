using System.Text;
using System.Text.Json;
using Matiz.Data;
using Matiz.Formats.Json;
using Matiz.Inference;
using Matiz.Tasks;

namespace Matiz.Tests.Inference;

public sealed class AnswerTests
{
    private static readonly ClassLabel Labels = new(["joy", "anger", "fear"]);

    [Fact]
    public void Write_OneLabel_HasTheKeysInOrder() => Assert.Equal(
        """{"id":"7","text":"ä","text_pair":"b","label":"anger","label_index":1,"score":0.5,"""
        + """
        "scores":{"joy":0.25,"anger":0.5,"fear":0.25},"logits":[0,1,0],"token_count":4,"dropped_tokens":2}
        """,
        Text(new Row("ä") { Id = "7", TextPair = "b" }, Predicted(ProblemType.SingleLabelClassification, new Decision(Label.OfIndex(1)))));

    [Fact]
    public void Write_NoScoreHighEnough_NamesNoLabel() => Assert.Equal(
        """{"text":"a","label":null,"label_index":null,"score":0.5,"""
        + """
        "scores":{"joy":0.25,"anger":0.5},"logits":[0,1,0],"token_count":4,"dropped_tokens":2}
        """,
        Text(new Row("a"), Predicted(ProblemType.SingleLabelClassification, new Decision(Label.OfIndex(1), IsGiven: false)), topK: 2));

    [Fact]
    public void Write_SeveralLabels_ListsThem() => Assert.StartsWith(
        """{"text":"a","labels":["joy","fear"],"scores":{"joy":""",
        Text(new Row("a"), Predicted(ProblemType.MultiLabelClassification, new Decision(Label.OfIndices([0, 2])))),
        StringComparison.Ordinal);

    [Fact]
    public void Write_Number_HasNoScores() => Assert.Equal(
        """{"text":"a","value":1.5,"logits":[0,1,0],"token_count":4,"dropped_tokens":2}""",
        Text(new Row("a"), Predicted(ProblemType.Regression, new Decision(Label.OfValue(1.5f)))));

    [Fact]
    public void Answer_PredictionOfNobody_IsRefused() => Assert.StartsWith(
        "no classifier made this prediction.",
        Assert.Throws<ArgumentException>(() => new Answer(
            new Row("a"), new Prediction { Scores = [], Logits = [], TokenCount = 0, DroppedTokens = 0 })).Message,
        StringComparison.Ordinal);

    private static Prediction Predicted(ProblemType task, Decision decision) =>
        Prediction.For(TextTask.For(task), new TaskAnswer(decision, [0.25f, 0.5f, 0.25f], Labels)) with
        {
            Logits = [0, 1, 0],
            TokenCount = 4,
            DroppedTokens = 2,
        };

    private static string Text(Row row, Prediction prediction, int? topK = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonStyles.Line)) new Answer(row, prediction, topK).WriteTo(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
