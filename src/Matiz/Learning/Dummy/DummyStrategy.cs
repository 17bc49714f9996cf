namespace Matiz.Learning;

/// <summary>How <see cref="DummyClassifier"/> answers (reference: <c>strategy</c>).</summary>
public enum DummyStrategy
{
    /// <summary>The most frequent class; probabilities are the classes' shares.</summary>
    Prior,

    /// <summary>The most frequent class, with probability 1.</summary>
    MostFrequent,

    /// <summary>A class drawn by the shares, with probability 1.</summary>
    Stratified,

    /// <summary>A class drawn evenly; probabilities are even.</summary>
    Uniform,

    /// <summary>The class that the caller names, with probability 1.</summary>
    Constant,
}
