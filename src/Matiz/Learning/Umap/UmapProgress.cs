namespace Matiz.Learning;

/// <summary>The parts of fitting a map, in their order.</summary>
public enum UmapStage
{
    /// <summary>The nearest rows of each row are searched.</summary>
    Neighbors,

    /// <summary>Distances become the weights of a graph.</summary>
    Graph,

    /// <summary>The points get their first places.</summary>
    Init,

    /// <summary>The points move, epoch by epoch.</summary>
    Layout,
}

/// <summary>How far a map is.</summary>
/// <param name="Stage">What is done now.</param>
/// <param name="Epoch">Epochs that are done; 0 before the layout.</param>
/// <param name="EpochCount">Epochs in all.</param>
public readonly record struct UmapProgress(UmapStage Stage, int Epoch, int EpochCount);
