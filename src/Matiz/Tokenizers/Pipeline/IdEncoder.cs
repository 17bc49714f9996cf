using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>From a text to ids alone. An encoder has scratch space of its own: one thread uses it at a time.</summary>
internal abstract class IdEncoder(AddedTokenMatcher added)
{
    private readonly List<AddedTokenSpan> _spans = [];

    /// <summary>The fastest encoder for a tokenizer; the first of these that fits.</summary>
    public static IdEncoder For(TokenizerParts parts) => BertIdEncoder.TryCreate(parts) ?? (IdEncoder)new PipelineIdEncoder(parts);

    /// <summary>Adds the ids of a text, without special tokens.</summary>
    public void Append(string text, IdBuffer ids)
    {
        if (!added.MayMatch(text))
        {
            AppendPlain(text, 0, ids);
            return;
        }

        text = SurrogateRepair.Repair(text);
        _spans.Clear();
        added.Split(text, _spans);
        foreach (var (start, end, id) in _spans)
        {
            if (id is { } known) ids.Add(known);
            else AppendPlain(text.AsSpan(start, end - start), start, ids);
        }
    }

    /// <summary>Adds the ids of a text in which no added token is sought, and which begins in the whole text at an offset.</summary>
    protected abstract void AppendPlain(ReadOnlySpan<char> text, int offset, IdBuffer ids);
}
