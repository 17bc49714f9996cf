using Matiz.Tensors;

namespace Matiz.Cli.Serving;

/// <summary>What is to be served, and where.</summary>
/// <param name="Models">The models, in their order.</param>
/// <param name="Device">Where they compute.</param>
/// <param name="Port">The port.</param>
/// <param name="IsCheck">Whether the server is to end when it is ready.</param>
internal sealed record ServeRequest(IReadOnlyList<ModelSource> Models, Device Device, int Port, bool IsCheck);
