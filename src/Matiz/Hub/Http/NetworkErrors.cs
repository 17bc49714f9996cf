using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Matiz.Hub.Http;

/// <summary>Faults on the way to the server, as exceptions that say what to do.</summary>
internal static class NetworkErrors
{
    /// <summary>Whether an exception says that the way is at fault, or that it took too long.</summary>
    public static bool IsOfTheNetwork(Exception exception) =>
        exception is HttpRequestException or HttpIOException or OperationCanceledException or IOException or AuthenticationException
            or SocketException;

    /// <summary>What an exception of the way means.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="address">Where, at last.</param>
    /// <param name="patience">How long was waited.</param>
    /// <param name="options">Who asked.</param>
    public static HubException From(Exception exception, HubRequest request, Uri address, TimeSpan patience, HubOptions options)
    {
        string host = address.IsDefaultPort ? address.IdnHost : address.IdnHost + ":" + address.Port;
        string subject = request.Repository is null ? host : $"{request.Repository}: {host}";
        string proxy = options.Handler is null ? ProxyWords.Of(address) : "";
        HubException Fault(HubFault kind, string found, string expected, string advice, bool mayPass = true) =>
            new(kind, $"{subject}: {found}{proxy}. {expected} was expected. {advice}", exception) { MayPass = mayPass };

        if (Inner<CertificateFaultException>(exception) is { } certificate)
            return Fault(HubFault.Certificate, certificate.Message, "A certificate that is valid here", certificate.Advice, mayPass: false);
        if (exception is OperationCanceledException)
        {
            string seconds = patience.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
            string variable = request.Method == HttpMethod.Head ? "HF_HUB_ETAG_TIMEOUT" : "HF_HUB_DOWNLOAD_TIMEOUT";
            return Fault(
                HubFault.TimedOut, $"nothing came for {seconds} s", "An answer", $"Try again, or allow more seconds in {variable}.");
        }

        var error = (exception as HttpRequestException)?.HttpRequestError ?? (exception as HttpIOException)?.HttpRequestError
            ?? HttpRequestError.Unknown;
        var socket = Inner<SocketException>(exception);
        return error switch
        {
            HttpRequestError.NameResolutionError => Fault(
                HubFault.Network, "this name has no address", "A host that is there",
                "Check the network and its DNS, and HF_ENDPOINT; without a network, HF_HUB_OFFLINE=1 uses what is cached.",
                mayPass: socket?.SocketErrorCode != SocketError.HostNotFound),
            HttpRequestError.ProxyTunnelError => Fault(
                HubFault.Network, $"the proxy opens no way there ({Reason(exception)})", "An open way",
                "Check the proxy's variable, or name the host in NO_PROXY.", mayPass: false),
            HttpRequestError.ConnectionError when socket is { SocketErrorCode: SocketError.ConnectionRefused } => Fault(
                HubFault.Network, "the connection is refused", "A server that listens", "Check HF_ENDPOINT, the proxy and the firewall."),
            HttpRequestError.ConnectionError => Fault(
                HubFault.Network, $"no connection ({Reason(socket ?? exception)})", "A server that answers",
                "Check the network, the proxy and the firewall."),
            HttpRequestError.SecureConnectionError => Fault(
                HubFault.Certificate, $"no secure connection ({Reason(Inner<AuthenticationException>(exception) ?? exception)})",
                "A server that speaks TLS", "Check HF_ENDPOINT (http or https?), and whether a proxy is on the way."),
            _ => Fault(
                HubFault.Network, $"the connection broke ({Reason(socket ?? exception)})", "A whole answer", "Try again."),
        };
    }

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }

        return null;
    }

    // The system's words may hold a whole address, which may be signed.
    private static string Reason(Exception exception)
    {
        string text = HubErrorBody.Clean(exception.Message, token: null).TrimEnd('.');
        int query = text.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? text : text[..query];
    }
}
