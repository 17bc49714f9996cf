namespace Matiz.Tasks;

/// <summary>What makes scores of logits (reference: <c>function_to_apply</c>).</summary>
public enum ScoreFunction
{
    /// <summary>Shares of one whole: of several labels one is right.</summary>
    Softmax,

    /// <summary>Each label by itself, from 0 to 1.</summary>
    Sigmoid,

    /// <summary>None: the logits themselves.</summary>
    None,
}
