using System.Text.Json;
using Matiz.Data;
using Matiz.Learning;
using Matiz.Testing;
using Matiz.Tests.Metrics;

namespace Matiz.Tests.Learning;

public class LabelQualityTests
{
    private const string Arrays = "goldens/label-quality/label_quality.safetensors";
    private const string Numbers = "goldens/label-quality/label_quality.json";

    public static TheoryData<string, LabelFilter> Filters => new()
    {
        { "prune_by_noise_rate", LabelFilter.PruneByNoiseRate },
        { "prune_by_class", LabelFilter.PruneByClass },
        { "both", LabelFilter.Both },
        { "confident_learning", LabelFilter.ConfidentLearning },
        { "predicted_neq_given", LabelFilter.PredictedNotGiven },
        { "low_normalized_margin", LabelFilter.LowNormalizedMargin },
        { "low_self_confidence", LabelFilter.LowSelfConfidence },
    };

    [Fact]
    public void Joint_ReferenceRows_EqualsReference()
    {
        var (quality, _, numbers) = Reference();
        Assert.Equal(Flat(numbers.GetProperty("confident_joint")), Array.ConvertAll(quality.Joint.Counts, static count => (double)count));
        LearningData.AssertClose(Flat(numbers.GetProperty("noise_matrix")), quality.Joint.NoiseMatrix, 1e-9);
        LearningData.AssertClose(
            [.. numbers.GetProperty("prior").EnumerateArray().Select(static p => p.GetDouble())], quality.Joint.Prior, 1e-9);
        Assert.Equal(numbers.GetProperty("num_label_issues").GetInt32(), quality.ExpectedIssues);
        for (int given = 0; given < 6; given++)
            Assert.Equal(1, Enumerable.Range(0, 6).Sum(truth => quality.Joint.InverseNoiseMatrix[(truth * 6) + given]), 1e-12);
    }

    [Theory]
    [InlineData("self_confidence", LabelQualityScore.SelfConfidence)]
    [InlineData("normalized_margin", LabelQualityScore.NormalizedMargin)]
    [InlineData("confidence_weighted_entropy", LabelQualityScore.ConfidenceWeightedEntropy)]
    public void Scores_ReferenceRows_EqualReference(string name, LabelQualityScore score)
    {
        var (quality, arrays, _) = Reference();
        LearningData.AssertClose(arrays.Doubles($"quality.{name}"), quality.Scores(score), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void FindIssues_EveryFilter_EqualsReference(string name, LabelFilter filter)
    {
        var (quality, arrays, numbers) = Reference();
        var issues = quality.FindIssues(filter);
        Assert.Equal(arrays.Ints($"issues.{name}"), issues.Select(static issue => issue.Row));
        var flipped = arrays.Ints("flipped").ToHashSet();
        var expected = numbers.GetProperty("precision_at").GetProperty(name);
        Assert.Equal(expected.GetProperty("of_flipped").GetInt32(), issues.Count(issue => flipped.Contains(issue.Row)));
        Assert.Equal(
            expected.GetProperty("precision_top200").GetDouble(), issues.Take(200).Count(issue => flipped.Contains(issue.Row)) / 200.0,
            1e-12);
        Assert.All(issues, issue => Assert.NotEqual(issue.Given, issue.Suggested));
    }

    [Fact]
    public void FindIssues_AClassWithoutRowsAndOneRow_IsHarmless()
    {
        var probabilities = new ProbabilityMatrix([.8, .1, .1, .2, .7, .1, .9, .05, .05, .1, .85, .05], 3);
        var quality = new LabelQuality([0, 0, 0, 1], probabilities);
        Assert.Equal(double.PositiveInfinity, quality.Joint.Thresholds[2]);
        Assert.Equal([3, 1, 0], quality.Joint.LabelCounts);
        foreach (var filter in Enum.GetValues<LabelFilter>())
            Assert.All(quality.FindIssues(filter), static issue => Assert.Equal(1, issue.Row));
        var one = new LabelQuality([0], new ProbabilityMatrix([1], 1));
        Assert.Equal([1.0], one.Scores(LabelQualityScore.ConfidenceWeightedEntropy));
        Assert.Empty(one.FindIssues());
    }

    [Fact]
    public void Create_BadRows_SaysWhatIsWrong()
    {
        Assert.Throws<DataException>(() => new LabelQuality([], new ProbabilityMatrix(0, 2)));
        Assert.Throws<ArgumentException>(() => new LabelQuality([0], new ProbabilityMatrix([.5, .5, .5, .5], 2)));
        Assert.Throws<ArgumentException>(() => new LabelQuality([0], new ProbabilityMatrix([.9, .5], 2)));
        Assert.Throws<DataException>(() => new LabelQuality([2], new ProbabilityMatrix([.5, .5], 2)));
    }

    [Theory]
    [InlineData(new[] { 1.6, 1.6, 1.8 }, new[] { 2, 1, 2 })]
    [InlineData(new[] { 2.5, 3.5 }, new[] { 2, 4 })]
    [InlineData(new[] { .4, .4, .4, .8 }, new[] { 0, 0, 1, 1 })]
    public void RoundKeepingSum_MovesTheFarthest(double[] values, int[] expected) =>
        Assert.Equal(expected, ConfidentJoint.RoundKeepingSum(values));

    internal static (LabelQuality Quality, ClassicalGolden Arrays, JsonElement Numbers) Reference()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: cross-validated probabilities of 4,000 rows");
        var arrays = new ClassicalGolden(SharedFiles.Shared(Arrays));
        var probabilities = new ProbabilityMatrix(arrays.Doubles("pred_probs"), 6);
        var numbers = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Shared(Numbers))).RootElement;
        return (new LabelQuality(arrays.Ints("given_labels"), probabilities), arrays, numbers);
    }

    private static double[] Flat(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(static row => row.EnumerateArray()).Select(static value => value.GetDouble())];
}
