using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>
/// The inference API of the Hub: <c>POST /models/NAME</c>, with <c>/pipeline/TASK</c> behind it or, as earlier, <c>/pipeline/TASK/NAME</c>,
/// and <c>POST /</c> for the first model. A name may hold slashes. <c>GET /models/NAME</c> says what the model is.
/// </summary>
internal sealed class HubInferenceProtocol : IProtocol
{
    private const string PathPart = "path", TaskPart = "task";

    public string Name => "Hub inference";

    public IErrorBody Errors { get; } = new HubInferenceErrors();

    public void Map(ProtocolRoutes routes)
    {
        if (!routes.IsBelowPattern) routes.Post("/", request => AnswerAsync(request, null, null));
        routes.Post($"/models/{{**{PathPart}}}", AnswerPathAsync);
        routes.Get($"/models/{{**{PathPart}}}", DescribeAsync);
        routes.Post(
            $"/pipeline/{{{TaskPart}}}/{{**{PathPart}}}",
            request => AnswerAsync(request, NameIn(request), HubTasks.Named(request.PathValue(TaskPart)!)));
    }

    private static Task AnswerPathAsync(ServerRequest request)
    {
        var (name, task) = HubPath.Split(NameIn(request));
        return AnswerAsync(request, name, task is null ? null : HubTasks.Named(task));
    }

    private static async Task AnswerAsync(ServerRequest request, string? name, IHubTask? task)
    {
        var body = JsonFields.Object(await request.ReadJsonAsync().ConfigureAwait(false));
        task ??= HubTasks.For(request.Shelf.Find(name, ModelUse.Any).Current, body);
        await request.WriteJsonAsync(await task.AnswerAsync(request, body, name).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static Task DescribeAsync(ServerRequest request)
    {
        var model = request.Rent(NameIn(request), ModelUse.Any);
        return request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", model.Name);
            json.WriteString("sha", model.Version);
            json.WriteString("pipeline_tag", HubTasks.TaskOf(model).Name);
            json.WriteStartArray("tags");
            foreach (var task in HubTasks.All)
            {
                if (model.Can(task.Use)) json.WriteStringValue(task.Name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string NameIn(ServerRequest request) => PathName.Unescape(request.PathValue(PathPart) ?? "");
}
