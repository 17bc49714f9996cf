using Matiz.Files;

namespace Matiz.Server.Shadowing;

/// <summary>A second version that answers a share of a model's traffic, for comparison alone.</summary>
/// <param name="Name">The model that serves.</param>
/// <param name="Open">Finds the second version's files.</param>
/// <param name="Share">The share, from 0 to 1.</param>
/// <param name="Options">How it is loaded.</param>
internal sealed record ShadowEntry(string Name, Func<ModelFiles> Open, double Share, MatizModelOptions Options);
