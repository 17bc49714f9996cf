using Matiz.Tensors;

namespace Matiz.Inference.Embeddings;

/// <summary>How texts become embeddings, where it is to be otherwise than the model's files say.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>
    /// How one vector is made of those of the tokens. Null (the default): as <c>1_Pooling</c> says; of a plain encoder the mean, as
    /// sentence-transformers takes it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a named value.</exception>
    public Pooling? Pooling
    {
        get;
        init
        {
            if (value is { } pooling && !Enum.IsDefined(pooling))
                throw new ArgumentOutOfRangeException(nameof(Pooling), value, "expected a named pooling.");
            field = value;
        }
    }

    /// <summary>
    /// Whether vectors are scaled to length 1. Null (the default): where the model has a module <c>Normalize</c>; a plain encoder has none.
    /// </summary>
    public bool? Normalizes { get; init; }

    /// <summary>
    /// The prompt, by its name in <c>config_sentence_transformers.json</c>, that stands before each text. Null (the default): that of
    /// <c>default_prompt_name</c>, else none.
    /// </summary>
    public string? PromptName { get; init; }

    /// <summary>The name of the model in metadata and answers. Null (the default): its id, or the last part of its path.</summary>
    public string? ModelId { get; init; }

    /// <summary>How texts are cut and gathered. Null (the default): at <c>max_seq_length</c>, else at the tokenizer's limit.</summary>
    public InferenceOptions? Inference { get; init; }
}
