using System.Text.Json;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>
/// The parameters of a request. The protocol names none: ours are the options of a classifier, Triton's <c>binary_data_output</c> is
/// honoured, and what other servers' clients send and no answer depends on is passed over. Anything else is a fault.
/// </summary>
/// <param name="ForLabels">What is asked of a classifier.</param>
/// <param name="ForEmbeddings">What is asked of embeddings.</param>
/// <param name="AreOutputsBinary">Whether tensors are bytes where an output does not say.</param>
internal sealed record InferParameters(ClassificationOptions? ForLabels, EmbeddingRequest ForEmbeddings, bool AreOutputsBinary)
{
    private const string BinaryOutput = "binary_data_output", Function = "function_to_apply", MaxLength = "max_length";
    private const string Truncate = "truncate", Side = "truncation_side";

    private static readonly string[] Ours = [Function, MaxLength, Truncate, Side], OfEmbeddings = [Truncate, Side];

    // Of Triton's clients and MLServer's: how long and how soon, what the payload was made of, headers once more.
    private static readonly string[] PassedOver = ["priority", "timeout", "content_type", "headers"];

    /// <summary>No parameters.</summary>
    public static InferParameters None { get; } = new(null, new EmbeddingRequest(), AreOutputsBinary: false);

    /// <summary>What a request calls an option of the classifier.</summary>
    public static string? MemberOf(string option) => option switch
    {
        nameof(ClassificationOptions.FunctionToApply) => Function,
        nameof(ClassificationOptions.MaxLength) => MaxLength,
        _ => null,
    };

    /// <summary>Reads the parameters of a request.</summary>
    /// <exception cref="RequestException">One is not known, or of another type.</exception>
    public static InferParameters Read(JsonElement body, bool classifies)
    {
        if (JsonFields.Optional(body, "parameters") is not { } parameters) return None;
        JsonFields.Object(parameters, "parameters");
        JsonFields.RequireKnown(parameters, [.. classifies ? Ours : OfEmbeddings, BinaryOutput, .. PassedOver]);
        bool truncates = JsonFields.Flag(parameters, Truncate, true);
        TruncationSide? side = JsonFields.Choice(parameters, Side, "left", "right") switch
        {
            null => null,
            "left" => TruncationSide.Left,
            _ => TruncationSide.Right,
        };
        return new InferParameters(
            new ClassificationOptions
            {
                FunctionToApply = JsonFields.Choice(parameters, Function, "softmax", "sigmoid", "none") is { } function
                    ? Enum.Parse<ScoreFunction>(function, ignoreCase: true)
                    : null,
                MaxLength = JsonFields.Whole(parameters, MaxLength, 1),
                Truncates = truncates,
                TruncationSide = side,
            },
            new EmbeddingRequest { Truncates = truncates, TruncationSide = side },
            JsonFields.Flag(parameters, BinaryOutput, false));
    }
}
