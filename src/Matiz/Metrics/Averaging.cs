namespace Matiz.Metrics;

/// <summary>How the values of the classes become one number (reference: scikit-learn's <c>average</c>).</summary>
public enum Averaging
{
    /// <summary>The plain mean over all classes of the list, also those without a row: every class weighs the same.</summary>
    Macro,

    /// <summary>
    /// The mean weighted with each class's number of true rows. A weighted F may lie outside weighted precision and recall.
    /// </summary>
    Weighted,

    /// <summary>From the counts summed over the classes; equals accuracy where every row has exactly one label.</summary>
    Micro,
}
