using System.Globalization;

namespace Matiz.Training;

/// <summary>What is odd about a course of the learning rate, before the first step.</summary>
internal static class ScheduleWarnings
{
    /// <summary>One line for each oddity; none for a course that reaches its rate.</summary>
    public static IEnumerable<string> Collect(TrainingArguments arguments, LearningRateSchedule schedule)
    {
        int steps = schedule.TotalSteps, warmup = schedule.WarmupSteps;
        if (arguments is { WarmupSteps: > 0, WarmupRatio: > 0 })
            yield return $"a warm-up of {Count(warmup)} and one of {Text(arguments.WarmupRatio)} of all steps are given: "
                + "the number of steps counts, the share is ignored.";
        if (schedule.Type == SchedulerType.Constant && warmup > 0)
        {
            yield return
                $"the warm-up of {Count(warmup)} is ignored: the schedule {SettingNames.Name(schedule.Type)} has none. "
                + $"Take {SettingNames.Name(SchedulerType.ConstantWithWarmup)}, or leave the warm-up out.";
            yield break;
        }

        if (steps == 0) yield break;
        double highest = schedule.RateAfter(Math.Min(warmup, steps - 1));
        if (highest == 0)
        {
            yield return
                $"the learning rate is 0 in {(steps == 1 ? "the only step" : $"all {Count(steps)}")}, as the warm-up takes "
                + $"{Count(warmup)}: nothing is learned. "
                + "Take a shorter warm-up, or train longer.";
        }
        else if (warmup >= steps)
        {
            yield return
                $"the warm-up takes {Count(warmup)}, but the run has {Count(steps)}: "
                + $"the learning rate comes up to {Text(highest)} at most, "
                + $"not to {Text(schedule.BaseRate)}. Take a shorter warm-up, or train longer.";
        }
    }

    private static string Count(int steps) => string.Create(CultureInfo.InvariantCulture, $"{steps} {(steps == 1 ? "step" : "steps")}");

    private static string Text(double value) =>
        value.ToString("0.####e0", CultureInfo.InvariantCulture) is var scientific && Math.Abs(value) < 1e-3
        ? scientific
        : value.ToString("0.####", CultureInfo.InvariantCulture);
}
