using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>
/// Errors of the Hub's inference API: <c>{"error": …}</c>, with 400 for whatever is wrong with a request. While models are loaded 503,
/// which the Hub's clients wait on, with the seconds after which they should come again.
/// </summary>
internal sealed class HubInferenceErrors : IErrorBody
{
    private const double EstimatedSeconds = 5;

    public HttpAnswer Answer(RequestFault fault, string message) => HttpAnswer.JsonObject(RequestStatus.Simple(fault), json =>
    {
        json.WriteString("error", message);
        if (fault == RequestFault.Unavailable) json.WriteNumber("estimated_time", EstimatedSeconds);
    });
}
