namespace Matiz.Training;

/// <summary>When something is done during training (reference: <c>IntervalStrategy</c>).</summary>
public enum IntervalStrategy
{
    /// <summary>Never (reference: <c>no</c>).</summary>
    No,

    /// <summary>Every so many steps, and at the last one (reference: <c>steps</c>).</summary>
    Steps,

    /// <summary>At the end of each epoch, and at the last step (reference: <c>epoch</c>).</summary>
    Epoch,
}

/// <summary>The order of the training rows (reference: <c>train_sampling_strategy</c>).</summary>
public enum SamplingStrategy
{
    /// <summary>A new permutation each epoch, fixed by the seed (reference: <c>random</c>).</summary>
    Random,

    /// <summary>The order of the dataset (reference: <c>sequential</c>).</summary>
    Sequential,

    /// <summary>
    /// Rows of like length side by side (reference: <c>group_by_length</c>). It saves padding, of which there is none here, so it
    /// brings nothing but comparability.
    /// </summary>
    GroupByLength,
}
