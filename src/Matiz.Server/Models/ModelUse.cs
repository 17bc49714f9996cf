namespace Matiz.Server.Models;

/// <summary>What a request wants of a model.</summary>
internal enum ModelUse
{
    /// <summary>Its files and settings: every model has them.</summary>
    Any,

    /// <summary>Labels of texts.</summary>
    Classify,

    /// <summary>Vectors of texts: every model gives them.</summary>
    Embed,
}
