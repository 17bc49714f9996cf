using Matiz.Inference;
using Matiz.Server.Shadowing;

namespace Matiz.Server.Tests.Shadowing;

public sealed class ShadowComparisonTests
{
    [Fact]
    public void OneLabel_AgreesByTheLabel()
    {
        var difference = ShadowComparison.Between(Answer("joy", 0.7f, 0.2f, 0.1f), Answer("joy", 0.5f, 0.3f, 0.2f));
        Assert.True(difference.Agree);
        Assert.Equal(-0.2, difference.TopShift, 6);
        Assert.Equal((0.2 + 0.1 + 0.1) / 3, difference.MeanShift, 6);
    }

    [Theory]
    [InlineData("joy", "love", false)]
    [InlineData("joy", null, false)]
    [InlineData(null, null, true)]
    public void Abstention_AgreesWithAbstentionAlone(string? served, string? shadow, bool agree) =>
        Assert.Equal(agree, ShadowComparison.Between(Answer(served, 0.4f, 0.3f, 0.3f), Answer(shadow, 0.3f, 0.4f, 0.3f)).Agree);

    [Fact]
    public void SeveralLabels_AgreeByAllOfThem()
    {
        var one = Answer(null, 0.9f, 0.8f, 0.1f) with { Labels = ["joy", "love"], Score = null };
        Assert.True(ShadowComparison.Between(one, one).Agree);
        Assert.False(ShadowComparison.Between(one, one with { Labels = ["joy"] }).Agree);
    }

    [Fact]
    public void Number_NeitherAgreesNorNot()
    {
        var one = Answer(null, 1.5f) with { Value = 1.5f };
        var difference = ShadowComparison.Between(one, Answer(null, 2f) with { Value = 2f });
        Assert.Equal((null, 0.5, 0.5), (difference.Agree, difference.TopShift, difference.MeanShift));
    }

    private static Prediction Answer(string? label, params float[] scores) => new()
    {
        Label = label,
        Score = scores.Max(),
        Scores = [.. scores.Select((score, index) => new LabelScore($"l{index}", score))],
        Logits = scores,
        TokenCount = 3,
        DroppedTokens = 0,
    };
}
