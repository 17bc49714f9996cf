using Matiz.Training;

namespace Matiz.Tests.Training;

public sealed class TrainingArgumentsTests
{
    [Fact]
    public void Defaults_AreTheReferences()
    {
        var json = RunSettings.From(new TrainingArguments());

        Assert.Equal(3.0, json["num_train_epochs"]!.GetValue<double>());
        Assert.Equal(-1, json["max_steps"]!.GetValue<int>());
        Assert.Equal(8, json["per_device_train_batch_size"]!.GetValue<int>());
        Assert.Equal(8, json["per_device_eval_batch_size"]!.GetValue<int>());
        Assert.Equal(5e-5, json["learning_rate"]!.GetValue<double>());
        Assert.Equal(0.0, json["weight_decay"]!.GetValue<double>());
        Assert.Equal(0.9, json["adam_beta1"]!.GetValue<double>());
        Assert.Equal(0.999, json["adam_beta2"]!.GetValue<double>());
        Assert.Equal(1e-8, json["adam_epsilon"]!.GetValue<double>());
        Assert.Equal(1.0, json["max_grad_norm"]!.GetValue<double>());
        Assert.Equal("linear", json["lr_scheduler_type"]!.GetValue<string>());
        Assert.Equal(42, json["seed"]!.GetValue<long>());
        Assert.Equal("random", json["train_sampling_strategy"]!.GetValue<string>());
        Assert.Equal("steps", json["save_strategy"]!.GetValue<string>());
        Assert.Equal(500, json["save_steps"]!.GetValue<int>());
        Assert.Equal(500, json["logging_steps"]!.GetValue<int>());
        Assert.Null(json["save_total_limit"]);
        Assert.Equal(4096, json["token_bound"]!.GetValue<int>());
    }

    [Fact]
    public void Setting_OutOfRange_NamesTheSetting()
    {
        Assert.Equal("BatchSize", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingArguments { BatchSize = 0 }).ParamName);
        Assert.Equal(
            "LearningRate",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingArguments { LearningRate = double.NaN }).ParamName);
        Assert.Equal("MaxSteps", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingArguments { MaxSteps = 0 }).ParamName);
        Assert.Equal(
            "LabelSmoothing", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingArguments { LabelSmoothing = 1 }).ParamName);
        Assert.Equal(
            "Scheduler",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingArguments { Scheduler = (SchedulerType)9 }).ParamName);
        Assert.Equal("SaveLimit", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingArguments { SaveLimit = 0 }).ParamName);
    }

    [Theory]
    [InlineData(10, 0.5, 10)]   // steps win
    [InlineData(0, 0.06, 7)]    // ⌈6.06⌉
    [InlineData(0, 0, 0)]
    public void WarmupStepsOf_StepsOrRatio_IsTheReferences(int steps, double ratio, int expected) =>
        Assert.Equal(expected, new TrainingArguments { WarmupSteps = steps, WarmupRatio = ratio }.WarmupStepsOf(101));
}
