using Matiz.Data;
using Matiz.Learning;
using Matiz.Runs;

namespace Matiz.Tests.Runs;

public sealed class LabelSuspectsTests
{
    private const int Rows = 120;
    private static readonly int[] Wrong = [5, 40, 77, 100];

    [Fact]
    public void Find_WrongLabelsAmongClearFeatures_AreTheSuspects()
    {
        var (features, labels) = Clusters();

        var suspects = LabelSuspects.Find(features, labels, AnalysisRows.Labels);

        Assert.Equal(Wrong, suspects.Issues.Select(issue => issue.Row).Order());
        Assert.All(Wrong, row => Assert.Equal(row % 3, suspects.SuggestedFor(row)));
        Assert.Null(suspects.SuggestedFor(0));
        Assert.Equal(Wrong.Length, suspects.Expected);
        Assert.Equal((Rows - Wrong.Length) / (double)Rows, suspects.Accuracy, 1e-12);
        Assert.Empty(suspects.Warnings);
    }

    [Fact]
    public void Find_SameFeaturesOtherLabels_AreNearDuplicates()
    {
        var (features, labels) = Clusters();
        features[10].CopyTo(features.Values.AsSpan(11 * features.Columns));     // labels 1 and 2

        var found =
            LabelSuspects.Find(
                features, labels, AnalysisRows.Labels, new LabelSuspectsOptions { LeastSimilarity = 0.99999 }).NearDuplicates!;

        Assert.Contains(found.Pairs, pair => (pair.First, pair.Second) == (10, 11));
        Assert.All(found.Pairs, pair => Assert.NotEqual(pair.FirstLabel, pair.SecondLabel));
    }

    [Fact]
    public void Find_FewRows_SaysHowManyItTakes()
    {
        var features = FeatureMatrix.FromRows([[1f, 2f]]);
        Assert.Equal(
            "1 row is too few to judge labels by. At least 5 were expected, one for each part of the cross-validation. Add rows.",
            Assert.Throws<DataException>(() => LabelSuspects.Find(features, [0], AnalysisRows.Labels)).Message);
    }

    [Fact]
    public void Find_RareClass_IsNamedInTheWarning()
    {
        var (features, labels) = Clusters();
        for (int i = 0; i < labels.Length; i++) labels[i] = labels[i] == 2 ? 1 : labels[i];
        labels[3] = 2;

        string warning = Assert.Single(LabelSuspects.Find(features, labels, AnalysisRows.Labels).Warnings);

        Assert.Equal("class 'c' has a single row: the classifier that judges it never saw that class.", warning);
    }

    [Fact]
    public void Find_PredictedRows_UsesTheirScores()
    {
        var rows = Enumerable.Range(0, 60)
            .Select(i => AnalysisRows.Single(i, i == 7 ? 0 : i % 2, i % 2 == 0 ? 5 : 0, i % 2 == 1 ? 5 : 0, 0))
            .ToList();

        var suspects = LabelSuspects.Find(rows, AnalysisRows.Labels);

        Assert.Equal([7], suspects.Issues.Select(issue => issue.Row));
        Assert.Equal(1, suspects.SuggestedFor(7));
        Assert.Null(suspects.NearDuplicates);
        Assert.Equal(59 / 60.0, suspects.Accuracy, 1e-12);
    }

    [Fact]
    public void Find_FewerRowsThanFolds_SaysSo() => Assert.Throws<DataException>(
        () => LabelSuspects.Find(new FeatureMatrix(new float[6], 3, 2), [0, 1, 0], AnalysisRows.Labels));

    // Three clusters, far apart; the labels of a few rows are moved on by one.
    private static (FeatureMatrix Features, int[] Labels) Clusters()
    {
        var random = new Random(3);
        var values = new float[Rows * 4];
        var labels = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < 4; j++) values[(i * 4) + j] = (float)random.NextDouble() + (j == i % 3 ? 6 : 0);
            labels[i] = Wrong.Contains(i) ? ((i % 3) + 1) % 3 : i % 3;
        }

        return (new FeatureMatrix(values, Rows, 4), labels);
    }
}
