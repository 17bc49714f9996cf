using Matiz.Inference.Embeddings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Inference;

/// <summary>Models as services of a program; each is loaded when it is first asked for, and shared.</summary>
/// <example>
/// <code>
/// builder.Services.AddTextClassifier("my-model").AddMatizEmbeddings("all-MiniLM-L6-v2");
/// // builder.Services.AddEmbeddingGenerator(_ => TextEmbeddingGenerator.Load("all-MiniLM-L6-v2")) adds caching, logs, telemetry
/// </code>
/// </example>
public static class MatizServices
{
    /// <summary>Adds a <see cref="TextClassifier"/>.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="model">Its folder, or an id of the Hub.</param>
    /// <param name="options">How texts are cut and gathered; null: the defaults.</param>
    /// <param name="serviceKey">The key of one of several; null: the one without.</param>
    /// <param name="revision">The branch, tag or commit of an id of the Hub; null: <c>main</c>.</param>
    public static IServiceCollection AddTextClassifier(
        this IServiceCollection services, string model, InferenceOptions? options = null, object? serviceKey = null,
        string? revision = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(model);
        return services.AddKeyedSingleton(serviceKey, (_, _) => TextClassifier.Load(model, options, revision: revision));
    }

    /// <summary>Adds an <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c>.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="model">The model's folder, or an id of the Hub.</param>
    /// <param name="options">What is to be otherwise than the model's files say; null: nothing.</param>
    /// <param name="serviceKey">The key of one of several; null: the one without.</param>
    /// <param name="revision">The branch, tag or commit of an id of the Hub; null: <c>main</c>.</param>
    public static IServiceCollection AddMatizEmbeddings(
        this IServiceCollection services, string model, EmbeddingOptions? options = null, object? serviceKey = null,
        string? revision = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(model);
        return services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            serviceKey, (_, _) => TextEmbeddingGenerator.Load(model, options, revision: revision));
    }
}
