using Matiz.Server.Requests;

namespace Matiz.Server.Protocols;

/// <summary>A way to ask that clients know.</summary>
internal interface IProtocol
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>How it says that a request is not answered.</summary>
    IErrorBody Errors { get; }

    /// <summary>Adds its routes.</summary>
    void Map(ProtocolRoutes routes);
}
