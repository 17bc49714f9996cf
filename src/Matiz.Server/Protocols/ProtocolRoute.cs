using System.Reflection;

namespace Matiz.Server.Protocols;

/// <summary>What an endpoint is: the document of the routes is made of it.</summary>
/// <param name="Protocol">Whose route.</param>
/// <param name="Pattern">Its path, without that under which all of them lie.</param>
/// <param name="IsOpen">Whether no key is needed.</param>
/// <param name="Routes">Those that were mapped with it.</param>
internal sealed record ProtocolRoute(IProtocol Protocol, string Pattern, bool IsOpen, ProtocolRoutes Routes)
{
    /// <summary>The platform describes endpoints by a method alone: this one takes and gives nothing, so that nothing is guessed.</summary>
    public static MethodInfo Described { get; } = ((Action)Nothing).Method;

    private static void Nothing()
    {
        // Never called.
    }
}
