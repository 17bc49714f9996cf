using System.Text;
using System.Text.Json;
using Matiz.Data;
using Matiz.Formats.Json;
using Matiz.Inference;

namespace Matiz.Tests.Inference;

public sealed class AnswerJsonTests
{
    private static readonly LabelScore[] Scores = [new("joy", 0.25f), new("anger", 0.5f), new("fear", 0.25f)];

    [Fact]
    public void Write_OneLabel_HasTheKeysInOrder() => Assert.Equal(
        """{"id":"7","text":"ä","text_pair":"b","label":"anger","label_index":1,"score":0.5,"scores":{"joy":0.25,"anger":0.5,"fear":0.25},"logits":[0,1,0],"token_count":4,"dropped_tokens":2}""",
        Text(new Row("ä") { Id = "7", TextPair = "b" }, Prediction() with { Label = "anger", LabelIndex = 1, Score = 0.5f }));

    [Fact]
    public void Write_NoScoreHighEnough_NamesNoLabel() => Assert.Equal(
        """{"text":"a","label":null,"label_index":null,"score":0.5,"scores":{"joy":0.25,"anger":0.5},"logits":[0,1,0],"token_count":4,"dropped_tokens":2}""",
        Text(new Row("a"), Prediction() with { Score = 0.5f }, topK: 2));

    [Fact]
    public void Write_SeveralLabels_ListsThem() => Assert.StartsWith(
        """{"text":"a","labels":["joy","fear"],"scores":{"joy":""", Text(new Row("a"), Prediction() with { Labels = ["joy", "fear"] }), StringComparison.Ordinal);

    [Fact]
    public void Write_Number_HasNoScores() => Assert.Equal(
        """{"text":"a","value":1.5,"logits":[0,1,0],"token_count":4,"dropped_tokens":2}""", Text(new Row("a"), Prediction() with { Value = 1.5f }));

    private static Prediction Prediction() => new() { Scores = Scores, Logits = [0, 1, 0], TokenCount = 4, DroppedTokens = 2 };

    private static string Text(Row row, Prediction prediction, int? topK = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonStyles.Line)) AnswerJson.Write(json, new Answer(row, prediction, topK));
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
