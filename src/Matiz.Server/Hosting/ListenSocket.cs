using System.Net;
using System.Net.Sockets;

namespace Matiz.Server.Hosting;

/// <summary>
/// The socket that a server listens on. It is bound before the models are loaded, so that a port that is taken is told at once, and closed
/// before the server stops, so that what comes later is refused instead of cut off.
/// </summary>
internal sealed class ListenSocket : IDisposable
{
    private const int MostPortsTried = 20, PollMs = 1, MostPolls = 100;

    private readonly Socket _socket;

    private ListenSocket(Socket socket) => _socket = socket;

    /// <summary>Where it is bound, the port that was chosen included.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Binds a socket.</summary>
    /// <exception cref="MatizServerException">The address is taken, none of this machine, or may not be used.</exception>
    public static ListenSocket Bind(IPEndPoint address)
    {
        try
        {
            return new ListenSocket(NewSocket(address));
        }
        catch (SocketException exception)
        {
            throw Refused(address, exception);
        }
    }

    /// <summary>The socket for Kestrel, which begins to listen on it.</summary>
    public Socket Handle => _socket;

    /// <summary>
    /// Waits, but not for long, until every connection that the system has made is taken by the server; then no more are made.
    /// </summary>
    public async Task CloseAsync()
    {
        try
        {
            for (int i = 0; i < MostPolls && _socket.Poll(0, SelectMode.SelectRead); i++) await Task.Delay(PollMs).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>What is said where the system refuses an address.</summary>
    public static MatizServerException Refused(IPEndPoint address, SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new MatizServerException(
            $"{address}: the port is taken by another program. A free one was expected. {Proposal(address)}", exception),
        SocketError.AccessDenied => new MatizServerException(
            $"{address}: the system gives no right to use this port. One of 1024 or above was expected, as lower ones are the "
            + "administrator's. Take another (MatizListenOptions.Port).", exception),
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => new MatizServerException(
            $"{address.Address}: this machine has no such address. 127.0.0.1 (for this machine alone), 0.0.0.0 (all of its addresses) or "
            + "one of its own was expected. Take another (MatizListenOptions.Address).", exception),
        _ => new MatizServerException(
            $"{address}: the system does not let it be used: {exception.Message.TrimEnd('.')}. An address and port of this machine were "
            + "expected. Take others (MatizListenOptions.Address, MatizListenOptions.Port).", exception),
    };

    private static Socket NewSocket(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Proposal(IPEndPoint address)
    {
        for (int port = address.Port + 1; port <= Math.Min(address.Port + MostPortsTried, IPEndPoint.MaxPort); port++)
        {
            if (IsFree(new IPEndPoint(address.Address, port)))
                return $"{port} is free: take it (MatizListenOptions.Port), or end that program.";
        }

        return "Take another (MatizListenOptions.Port), or end that program.";
    }

    private static bool IsFree(IPEndPoint address)
    {
        try
        {
            using var socket = NewSocket(address);
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
