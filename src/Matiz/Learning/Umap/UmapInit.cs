namespace Matiz.Learning;

/// <summary>Where the points of a map begin.</summary>
public enum UmapInit
{
    /// <summary>The first eigenvectors of the graph's Laplacian: near the final map, so that few epochs suffice.</summary>
    Spectral,

    /// <summary>Evenly at random.</summary>
    Random,

    /// <summary>The first principal components of the features.</summary>
    Pca,
}
