using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols;

/// <summary>One sentence and those that it is compared with, by the cosine of their embeddings.</summary>
/// <param name="Source">The sentence.</param>
/// <param name="Others">What it is compared with.</param>
internal sealed record SentenceSimilarity(string Source, IReadOnlyList<string> Others)
{
    /// <summary>The member that tells such a request from others.</summary>
    public const string SourceKey = "source_sentence";

    /// <summary>The member that holds the others.</summary>
    public const string OthersKey = "sentences";

    private const string Parent = "inputs";

    /// <summary>Reads <c>{"source_sentence": …, "sentences": […]}</c>.</summary>
    /// <exception cref="RequestException">It is something else, or there is nothing to compare with.</exception>
    public static SentenceSimilarity Read(JsonElement inputs)
    {
        JsonFields.Object(inputs, Parent);
        string source = JsonFields.Text(JsonFields.Required(inputs, SourceKey), $"{Parent}.{SourceKey}");
        var list = JsonFields.Required(inputs, OthersKey);
        if (list.ValueKind != JsonValueKind.Array) throw JsonFields.Wrong($"{Parent}.{OthersKey}", list, "a list of texts");
        var others = JsonFields.Texts(list, $"{Parent}.{OthersKey}");
        return others.Count > 0 ? new SentenceSimilarity(source, others) : throw new RequestException(
            RequestFault.Empty, $"'{Parent}.{OthersKey}' cannot be empty. At least one text was expected. Add one.");
    }

    /// <summary>The texts whose embeddings <see cref="Compare"/> wants.</summary>
    public IReadOnlyList<EmbedInput> Inputs => [new EmbedInput(Source), .. Others.Select(text => new EmbedInput(text))];

    /// <summary>The similarity of each of the others to the sentence: -1 to 1.</summary>
    public static float[] Compare(EmbeddedTexts embedded)
    {
        float[] source = embedded.Vectors[0][0];
        float[] similarities = new float[embedded.Vectors.Count - 1];
        for (int i = 0; i < similarities.Length; i++) similarities[i] = Cosine(source, embedded.Vectors[i + 1][0]);
        return similarities;
    }

    // a·b / (|a| |b|); of a vector that is all zeros 0
    private static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, squareA = 0, squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            squareA += (double)a[i] * a[i];
            squareB += (double)b[i] * b[i];
        }

        double lengths = Math.Sqrt(squareA) * Math.Sqrt(squareB);
        return lengths == 0 ? 0 : (float)(product / lengths);
    }
}
