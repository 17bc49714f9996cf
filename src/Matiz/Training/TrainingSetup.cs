using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>What is decided before the first step: how many steps, at which rates, when to evaluate, what is lost.</summary>
internal sealed record TrainingSetup
{
    public required EncodedDataset Rows { get; init; }

    public required TrainingPlan Plan { get; init; }

    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>Which metric decides between evaluations.</summary>
    public required MetricSelection Selection { get; init; }

    /// <summary>When is evaluated: as asked, else after each epoch where there are rows for it.</summary>
    public required IntervalStrategy Evaluation { get; init; }

    public required TaskLoss Loss { get; init; }

    /// <summary>The setup of a trainer.</summary>
    /// <exception cref="InvalidOperationException">It has no training rows.</exception>
    /// <exception cref="TrainingException">
    /// Its settings contradict each other, or its device does not train in what was asked for.
    /// </exception>
    public static TrainingSetup For(Trainer trainer)
    {
        var (arguments, rows) = (trainer.Arguments, trainer.TrainDataset);
        if (rows is null) throw new InvalidOperationException("the trainer has no training dataset; give one to its constructor.");
        TrainingPrecision.Require(trainer.Model.Device);
        var plan = TrainingPlan.For(arguments, rows.Count);
        return new TrainingSetup
        {
            Rows = rows,
            Plan = plan,
            Schedule = ScheduleFor(arguments, plan.TotalSteps),
            Selection = MetricSelection.For(arguments),
            Evaluation = EvaluationFor(trainer),
            Loss = LossFor(trainer, rows),
        };
    }

    private static LearningRateSchedule ScheduleFor(TrainingArguments arguments, int totalSteps)
    {
        try
        {
            return new LearningRateSchedule(arguments.Scheduler, arguments.LearningRate, totalSteps, arguments.WarmupStepsOf(totalSteps));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new TrainingException(
                $"a learning rate of {arguments.LearningRate} is too low for the polynomial schedule, which ends at 1e-7. Raise it.",
                exception);
        }
    }

    private static IntervalStrategy EvaluationFor(Trainer trainer)
    {
        var strategy = trainer.Arguments.EvaluationStrategy
            ?? (trainer.EvaluationDataset is null ? IntervalStrategy.No : IntervalStrategy.Epoch);
        if (strategy != IntervalStrategy.No && trainer.EvaluationDataset is null)
        {
            throw new TrainingException(
                "evaluations during training are asked for, but the trainer has no evaluation rows. "
                + "Give it some, or do not ask for evaluations.");
        }

        bool needsEvaluation = trainer.Arguments.LoadBestModelAtEnd || trainer.Arguments.EarlyStoppingPatience is not null;
        if (strategy == IntervalStrategy.No && needsEvaluation)
        {
            throw new TrainingException(
                "the best model or early stopping is asked for, but nothing is evaluated during training. "
                + "Give evaluation rows, and have them evaluated.");
        }

        return strategy;
    }

    private static TaskLoss LossFor(Trainer trainer, EncodedDataset rows)
    {
        var (model, arguments) = (trainer.Model, trainer.Arguments);
        var task = TextTask.For(model);
        if (!task.WeighsClasses && (arguments.LabelSmoothing > 0 || arguments.ClassWeights is not null))
        {
            throw new TrainingException(
                $"label smoothing or class weights are set for {task}; "
                + "they exist for single_label_classification only. Leave them out.");
        }

        float[]? weights = arguments.ClassWeights?.For(model.Labels, task.ClassesOf(rows.Labels));
        var options = new LossOptions(model.Labels.Count, arguments.LabelSmoothing, weights);
        return task.NewLoss(new TaskRows(rows.Labels, rows.Lengths), options);
    }
}
