using Matiz.Tensors;

namespace Matiz.Tests.Models;

/// <summary>Compares each gradient with the reference's.</summary>
internal static class Gradients
{
    // Key biases have no gradient in exact arithmetic: a softmax does not see what is added to all its scores.
    private static readonly string[] KeyBiases = ["key.bias", "k_lin.bias", "attn.k.bias"];

    public static void Compare(ExpectedModel expected, IReadOnlyList<Parameter> parameters, Differences differences)
    {
        var byName = parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        // A decoder that is the table of words may stand under either name.
        if (byName.Values.SingleOrDefault(IsTableOfWords) is { } words)
        {
            foreach (string name in expected.GradientNames.Where(name => name.EndsWith("decoder.weight", StringComparison.Ordinal)))
                byName.TryAdd(name, words);
        }

        var compared = new HashSet<Parameter>();
        foreach (string name in expected.GradientNames)
        {
            compared.Add(byName[name]);
            float[] gradient = expected.Read($"grad.{name}");
            double tolerance = KeyBiases.Any(key => name.EndsWith(key, StringComparison.Ordinal))
                ? 1e-7
                : (1e-4 * gradient.Max(value => Math.Abs((double)value))) + 1e-7;
            differences.Add($"grad.{name}", gradient, byName[name].GradientToArray(), tolerance);
        }

        Assert.All(parameters.Except(compared), parameter => Assert.Contains("pooler", parameter.Name, StringComparison.Ordinal));
    }

    private static bool IsTableOfWords(Parameter parameter) =>
        parameter.Name.EndsWith("word_embeddings.weight", StringComparison.Ordinal)
        || parameter.Name.EndsWith("tok_embeddings.weight", StringComparison.Ordinal);
}
