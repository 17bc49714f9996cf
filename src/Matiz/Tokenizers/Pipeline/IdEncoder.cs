using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>From a text to ids alone. An encoder has scratch space of its own: one thread uses it at a time.</summary>
internal abstract class IdEncoder
{
    /// <summary>The fastest encoder for a tokenizer; the first of these that fits.</summary>
    public static IdEncoder For(TokenizerParts parts) => BertIdEncoder.TryCreate(parts) ?? (IdEncoder)new PipelineIdEncoder(parts);

    /// <summary>Adds the ids of a text, without special tokens.</summary>
    public abstract void Append(string text, IdBuffer ids);
}
