using Matiz.Cli.Terminal;
using Matiz.Training;

namespace Matiz.Cli.Tests.Terminal;

public sealed class TrainingLinesTests
{
    private static readonly LogEntry Evaluation = new(100, 1, new Dictionary<string, double?>(StringComparer.Ordinal)
    {
        ["eval_f1"] = 0.9123,
        ["eval_loss"] = 0.2345,
        ["eval_accuracy"] = 0.9123,
        ["eval_f1_macro"] = 0.9012,
        ["eval_subset_accuracy"] = 0.5,
    });

    private static readonly TrainingProgress Progress = new()
    {
        Phase = TrainingPhase.Training,
        Step = 1234,
        TotalSteps = 15000,
        Epoch = 0.25,
        EpochCount = 3,
        Loss = 0.1234,
        LearningRate = 9.8e-5,
        TokensPerSecond = 12345,
        TimeLeft = TimeSpan.FromSeconds(633),
    };

    [Theory]
    [InlineData(120, "epoch 1  eval_f1 0.9123  eval_loss 0.2345  eval_accuracy 0.9123  eval_f1_macro 0.9012  eval_subset_accuracy 0.5000")]
    [InlineData(80, "epoch 1  eval_f1 0.9123  eval_loss 0.2345  eval_accuracy 0.9123")]
    [InlineData(30, "epoch 1  eval_f1 0.9123")]
    public void Evaluation_FitsTheTerminal_TheDecidingMetricFirst(int width, string line) =>
        Assert.Equal(line, TrainingLines.Evaluation(Evaluation, "eval_f1", width));

    [Fact]
    public void Evaluation_InAFile_IsWhole() =>
        Assert.Equal(TrainingLines.Evaluation(Evaluation, "eval_f1", 1000), TrainingLines.Evaluation(Evaluation, "eval_f1"));

    [Theory]
    [InlineData(100, "epoch 0.25/3  step 1234/15000  loss 0.1234  lr 9.80e-5  12,345 tokens/s  10:33 left")]
    [InlineData(70, "epoch 0.25/3  step 1234/15000  loss 0.1234  10:33 left")]
    [InlineData(45, "step 1234/15000  loss 0.1234  10:33 left")]
    [InlineData(28, "step 1234/15000  10:33 left")]
    [InlineData(10, "step 1234/15000")]
    public void Progress_FitsTheTerminal_TheTimeLeftStays(int width, string line) =>
        Assert.Equal(line, TrainingLines.Short(Progress, width));

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(100)]
    public void Bars_FitTheTerminal_WhateverTheLabels(int width)
    {
        Bar[] scores = [new(new string('x', 200), 1, true), new("joy", 0.5f, false)];
        Assert.All(
            Bars.Render(scores, width, new Style(false)).TrimEnd('\n').Split('\n'),
            line => Assert.InRange(DisplayWidth.Measure(line), 1, Math.Max(width, 30)));
    }
}
