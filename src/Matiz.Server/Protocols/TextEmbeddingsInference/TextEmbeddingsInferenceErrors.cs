using System.Text;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// Errors of text-embeddings-inference: <c>{"error": …, "error_type": …}</c>, named and numbered as the running server does. A body that is
/// no JSON, is too large or is said to be something else is refused in plain text, and without a key there is nothing but the status.
/// </summary>
internal sealed class TextEmbeddingsInferenceErrors : IErrorBody
{
    public HttpAnswer Answer(RequestFault fault, string message)
    {
        int status = RequestStatus.Usual(fault);
        if (fault == RequestFault.Unauthorized) return new HttpAnswer(status, null, default);
        if (fault is RequestFault.Malformed or RequestFault.UnsupportedMediaType or RequestFault.TooLarge)
            return new HttpAnswer(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(message));
        return HttpAnswer.JsonObject(status, json =>
        {
            json.WriteString("error", message);
            json.WriteString("error_type", TypeOf(fault));
        });
    }

    /// <summary>The kind of error.</summary>
    public static string TypeOf(RequestFault fault) => fault switch
    {
        RequestFault.Empty => "Empty",
        RequestFault.Overloaded => "Overloaded",
        RequestFault.Unavailable or RequestFault.TimedOut => "Unhealthy",
        RequestFault.WrongModel or RequestFault.UnknownModel or RequestFault.Internal => "Backend",
        _ => "Validation",
    };
}
