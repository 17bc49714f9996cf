using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Matiz.Testing;

/// <summary>A connection to a server on 127.0.0.1 on which anything may be sent, right or not.</summary>
public sealed class WireConnection : IDisposable
{
    private readonly Socket _socket;
    private byte[] _bytes = new byte[1 << 12];
    private int _count;
    private bool _isEnded;

    private WireConnection(Socket socket) => _socket = socket;

    /// <summary>Connects.</summary>
    public static async Task<WireConnection> OpenAsync(int port, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new WireConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A request with a body, as clients send it.</summary>
    public static byte[] Request(
        string method, string path, ReadOnlySpan<byte> body, string? headers = "Content-Type: application/json\r\n") =>
        [
            .. Encoding.Latin1.GetBytes(
                $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}"
                + (method is "GET" or "HEAD" ? "\r\n" : $"Content-Length: {body.Length}\r\n\r\n")),
            .. body,
        ];

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
    }

    /// <summary>Says that nothing more is sent, while answers may still come.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads the next answer, passing over <c>100 Continue</c>.</summary>
    /// <returns>Null: the server has closed, in an orderly way or not, and nothing of an answer came.</returns>
    /// <exception cref="InvalidDataException">What came is no answer, or the server closed in the middle of one.</exception>
    public async Task<WireAnswer?> ReadAsync(bool hasNoBody = false, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            int length = WireAnswer.TryRead(_bytes.AsSpan(0, _count), hasNoBody, _isEnded, out var answer);
            if (length > 0)
            {
                _count -= length;
                _bytes.AsSpan(length, _count).CopyTo(_bytes);
                if (answer!.Status != 100) return answer;
                continue;
            }

            if (_isEnded)
                return _count == 0 ? null : throw new InvalidDataException("the server closed the connection within an answer");
            if (_count == _bytes.Length) Array.Resize(ref _bytes, 2 * _count);
            try
            {
                int read = await _socket.ReceiveAsync(_bytes.AsMemory(_count), SocketFlags.None, cancellationToken);
                _count += read;
                _isEnded = read == 0;
            }
            catch (SocketException)
            {
                _isEnded = true;
            }
        }
    }

    /// <summary>Sends a request and reads its answer.</summary>
    public async Task<WireAnswer?> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
    {
        await SendAsync(request, cancellationToken);
        return await ReadAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Closes as a process does that dies: with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    /// <summary>Closes.</summary>
    public void Dispose() => _socket.Dispose();
}
