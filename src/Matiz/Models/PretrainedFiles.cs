using Matiz.Files;
using Matiz.Hub;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>The files of a model that a caller names by its folder or by its id.</summary>
internal static class PretrainedFiles
{
    /// <summary>Opens the folder, or fetches what a model is read from.</summary>
    /// <param name="nameOrPath">The folder or the id.</param>
    /// <param name="revision">Of an id; null: the pinned commit, else <c>main</c>.</param>
    /// <param name="from">Whose weights; null: the first that are there.</param>
    /// <exception cref="HubException">It is neither a path nor an id that can be had.</exception>
    public static ModelFiles Open(string nameOrPath, string? revision, WeightFormat? from = null) =>
        HubModels.Open(nameOrPath, revision, HubSelection.Model with { WeightFormat = from?.Name });
}
