using Matiz.Files;

namespace Matiz.Server.Models;

/// <summary>A model that is to be served.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Open">Finds its files.</param>
/// <param name="Options">How it is loaded.</param>
internal sealed record ModelEntry(string Name, Func<ModelFiles> Open, MatizModelOptions Options);
