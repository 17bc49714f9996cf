using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>Errors of the Open Inference Protocol: <c>{"error": …}</c>, 400 for whatever the client can mend.</summary>
internal sealed class OpenInferenceErrors : IErrorBody
{
    public HttpAnswer Answer(RequestFault fault, string message) =>
        HttpAnswer.JsonObject(RequestStatus.Simple(fault), json => json.WriteString("error", message));
}
