namespace Matiz.Learning;

/// <summary>Settings of <see cref="LogisticRegression"/>; the defaults are scikit-learn's.</summary>
public sealed record LogisticRegressionOptions
{
    /// <summary>
    /// The inverse of the strength of the L2 penalty (reference: <c>C</c>); positive infinity: no penalty. Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative or NaN.</exception>
    public double C
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(C), value,
            $"C is {LearningErrors.Text(value)}, expected a number above 0: smaller is a stronger penalty, positive infinity none.");
    } = 1;

    /// <summary>Steps of the optimizer at most (reference: <c>max_iter</c>). Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int MaxIterations
    {
        get;
        init { ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxIterations)); field = value; }
    } = 100;

    /// <summary>
    /// Fitting is done when the greatest element of the gradient of the mean objective is at most this (reference: <c>tol</c>), and, with a
    /// penalty, the next step promises less than a hundred-thousandth of it. Default 1e-4.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative or not finite.</exception>
    public double Tolerance
    {
        get;
        init => field = double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(Tolerance), value, $"the tolerance is {LearningErrors.Text(value)}, expected a finite number above 0.");
    } = 1e-4;

    /// <summary>How much the rows of each class count (reference: <c>class_weight</c>). Default <see cref="ClassWeight.None"/>.</summary>
    public ClassWeight ClassWeight { get; init; } = ClassWeight.None;

    /// <summary>Whether each class has an intercept, which is not penalised (reference: <c>fit_intercept</c>). Default true.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>
    /// Whether a second fit begins where the last one ended, if classes and features are as many (reference: <c>warm_start</c>). Default
    /// false.
    /// </summary>
    public bool WarmStart { get; init; }

    /// <summary>Threads at most; null: one a core. The result has the same bits for any number. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int? Threads
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Threads), value, "at least one thread is needed.");
    }
}
