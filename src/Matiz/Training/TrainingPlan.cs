using System.Globalization;

namespace Matiz.Training;

/// <summary>
/// How many steps a run has and which rows of an epoch's order each step takes. Batches of an epoch: ⌈rows / batch size⌉; steps of
/// an epoch: ⌈batches / accumulation⌉, the last with what is left; steps in all: ⌈epochs · steps of an epoch⌉ (the counts of
/// transformers 5).
/// </summary>
internal sealed class TrainingPlan
{
    private TrainingPlan(int rows, int batchSize, int accumulation, int totalSteps) =>
        (Rows, BatchSize, Accumulation, TotalSteps) = (rows, batchSize, accumulation, totalSteps);

    /// <summary>Training rows.</summary>
    public int Rows { get; }

    /// <summary>Rows of a batch; the last of an epoch may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>Batches of a step; the last of an epoch may have fewer.</summary>
    public int Accumulation { get; }

    /// <summary>Optimizer steps of the run.</summary>
    public int TotalSteps { get; }

    /// <summary>Batches of an epoch.</summary>
    public int BatchesPerEpoch => DividedUp(Rows, BatchSize);

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch => DividedUp(BatchesPerEpoch, Accumulation);

    /// <summary>Epochs that are begun.</summary>
    public int EpochCount => DividedUp(TotalSteps, StepsPerEpoch);

    /// <summary>The plan of a run.</summary>
    /// <param name="arguments">Epochs, steps, batch size and accumulation.</param>
    /// <param name="rows">Training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no row.</exception>
    /// <exception cref="TrainingException">The epochs make more steps than a counter of 31 bits holds.</exception>
    public static TrainingPlan For(TrainingArguments arguments, int rows)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var epoch = new TrainingPlan(rows, arguments.BatchSize, arguments.GradientAccumulation, totalSteps: 0);
        double steps = arguments.MaxSteps > 0 ? arguments.MaxSteps : Math.Ceiling(arguments.Epochs * epoch.StepsPerEpoch);
        if (steps > int.MaxValue)
        {
            throw new TrainingException(string.Create(
                CultureInfo.InvariantCulture,
                $"{arguments.Epochs} epochs make {(steps < 1e18 ? steps.ToString("0", CultureInfo.InvariantCulture) : $"{steps:0.###e0}")} "
                    + $"steps; at most {int.MaxValue} are possible. Take fewer epochs."));
        }

        return new TrainingPlan(rows, arguments.BatchSize, arguments.GradientAccumulation, (int)steps);
    }

    /// <summary>The epoch of a step, from 0.</summary>
    /// <param name="step">From 1.</param>
    public int EpochOf(int step) => (step - 1) / StepsPerEpoch;

    /// <summary>True when an epoch ends with this step.</summary>
    /// <param name="step">From 1.</param>
    public bool EndsEpoch(int step) => step % StepsPerEpoch == 0;

    /// <summary>Epochs that are done after a step, with the fraction: what logs call <c>epoch</c>.</summary>
    /// <param name="step">From 1; 0: before the first.</param>
    public double EpochsAfter(int step)
    {
        if (step == 0) return 0;
        long batches = Math.Min((((step - 1) % StepsPerEpoch) + 1L) * Accumulation, BatchesPerEpoch);
        return EpochOf(step) + (batches / (double)BatchesPerEpoch);
    }

    /// <summary>The places in the epoch's order that a step takes.</summary>
    /// <param name="step">From 1.</param>
    public (int Start, int Count) RowsOf(int step)
    {
        long size = (long)BatchSize * Accumulation;
        int start = (int)((step - 1) % StepsPerEpoch * size);   // below the number of rows, as the step is one of the epoch
        return (start, (int)Math.Min(size, Rows - start));
    }

    // In 64 bits: a batch of as many rows as a counter holds is one batch.
    private static int DividedUp(int count, int size) => (int)(((long)count + size - 1) / size);
}
