using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matiz.Testing;

/// <summary>
/// Many clients of a server in one thread that waits for all of their sockets at once, so that as little of the machine as possible goes to
/// asking. Connections are kept alive.
/// </summary>
/// <param name="port">The server's port on 127.0.0.1.</param>
/// <param name="requests">What is asked, in turns.</param>
/// <param name="isRight">Whether an answer with 200 is the one to the request of this number; null: whatever comes is.</param>
public sealed class LoadClient(int port, IReadOnlyList<byte[]> requests, Func<int, WireAnswer, bool>? isRight = null)
{
    private const int FewSockets = 64;

    private readonly List<LoadAnswer> _answers = [];
    private readonly List<string> _failures = [];
    private readonly List<long> _unanswered = [];
    private readonly List<Line> _lines = [];
    private readonly List<Line> _free = [];
    private readonly Dictionary<Socket, Line> _bySocket = [];
    private readonly List<Socket> _waiting = [];
    private long _start;
    private int _next;

    /// <summary>
    /// Whether a connection that the server refuses or closes without an answer counts as a failure. Default true; a server that is asked
    /// to stop may do both, and clients then connect again until they are refused.
    /// </summary>
    public bool NeedsServer { get; init; } = true;

    /// <summary>How long is waited for the last answers.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When requests were sent that no byte of an answer came to before the connection was closed; by the stopwatch.</summary>
    public IReadOnlyList<long> Unanswered => _unanswered;

    /// <summary>Each client asks again as soon as it has its answer.</summary>
    /// <param name="clients">How many.</param>
    /// <param name="time">How long new requests are sent.</param>
    /// <param name="cancellationToken">Ends the sending earlier.</param>
    public LoadResult Run(int clients, TimeSpan time, CancellationToken cancellationToken = default)
    {
        _start = Stopwatch.GetTimestamp();
        for (int i = 0; i < clients && Open() is { } line; i++) Ask(line, Stopwatch.GetTimestamp());
        while (true)
        {
            bool isSending = Stopwatch.GetElapsedTime(_start) < time && !cancellationToken.IsCancellationRequested;
            if ((_waiting.Count == 0 && (_free.Count == 0 || !isSending))
                || (!isSending && Stopwatch.GetElapsedTime(_start) > time + Patience))
                break;
            Receive(100_000);
            if (isSending)
            {
                long now = Stopwatch.GetTimestamp();
                Line[] free = [.. _free];
                _free.Clear();
                foreach (var line in free) Ask(line, now);
            }
        }

        return End();
    }

    /// <summary>
    /// Requests come at their own times, whether or not earlier ones are answered, as from many people: the gaps are exponential. Times
    /// count from when a request was to be sent.
    /// </summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="time">How long they come.</param>
    /// <param name="seed">Of the gaps.</param>
    /// <param name="most">The most connections; requests beyond wait for one.</param>
    public LoadResult RunAtRate(double rate, TimeSpan time, int seed, int most)
    {
        var random = new Random(seed);
        _start = Stopwatch.GetTimestamp();
        double next = 0, end = time.TotalSeconds;
        var late = new Queue<double>();
        while (true)
        {
            double now = Stopwatch.GetElapsedTime(_start).TotalSeconds;
            for (; next <= Math.Min(now, end); next -= Math.Log(1 - random.NextDouble()) / rate) late.Enqueue(next);
            while (late.Count > 0 && Take(most) is { } line) Ask(line, _start + (long)(late.Dequeue() * Stopwatch.Frequency));
            bool isOver = next > end && late.Count == 0;
            if ((isOver && _waiting.Count == 0) || now > end + Patience.TotalSeconds) break;
            double pause = isOver || late.Count > 0 ? 0.1 : Math.Clamp(next - Stopwatch.GetElapsedTime(_start).TotalSeconds, 0, 0.1);
            if (_waiting.Count > FewSockets) Thread.Sleep(1);       // looking at many sockets costs: at several answers at once
            Receive((int)(pause * 1e6));
        }

        return End();
    }

    private LoadResult End()
    {
        var elapsed = Stopwatch.GetElapsedTime(_start);
        foreach (var socket in _waiting) Fail($"no answer in {Patience.TotalSeconds:0} s", _bySocket[socket]);
        foreach (var line in _lines) line.Socket.Dispose();
        return new LoadResult(elapsed, _answers, _failures);
    }

    private Line? Take(int most)
    {
        if (_free.Count == 0) return _lines.Count < most ? Open() : null;
        var line = _free[^1];
        _free.RemoveAt(_free.Count - 1);
        return line;
    }

    private Line? Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
        }
        catch (SocketException exception)
        {
            if (NeedsServer) _failures.Add($"no connection: {exception.Message}");
            socket.Dispose();
            return null;
        }

        var line = new Line(socket);
        _lines.Add(line);
        _bySocket[socket] = line;
        return line;
    }

    private void Ask(Line line, long when)
    {
        (line.Request, line.When, line.Count) = (_next++ % requests.Count, when, 0);
        try
        {
            line.Socket.Send(requests[line.Request]);
            _waiting.Add(line.Socket);
        }
        catch (SocketException)
        {
            Closed(line);
        }
    }

    // Those whose answer is whole are free then; those that the server has closed are gone.
    private void Receive(int microseconds)
    {
        if (_waiting.Count == 0)
        {
            if (microseconds >= 1000) Thread.Sleep(microseconds / 1000);
            return;
        }

        var ready = new List<Socket>(_waiting);
        Socket.Select(ready, null, null, microseconds);
        foreach (var socket in ready)
        {
            var line = _bySocket[socket];
            if (!ReadSome(line)) continue;
            _waiting.Remove(socket);
        }
    }

    private bool ReadSome(Line line)
    {
        int read;
        try
        {
            if (line.Count == line.Bytes.Length) Array.Resize(ref line.Bytes, 2 * line.Count);
            read = line.Socket.Receive(line.Bytes, line.Count, line.Bytes.Length - line.Count, SocketFlags.None);
        }
        catch (SocketException)
        {
            read = 0;
        }

        line.Count += read;
        int length = WireAnswer.TryRead(line.Bytes.AsSpan(0, line.Count), hasNoBody: false, read == 0, out var answer);
        if (length > 0)
        {
            Answered(line, answer!);
            return true;
        }

        if (read > 0) return false;
        if (line.Count > 0) Fail("the server closed within an answer", line);
        else Closed(line);
        return true;
    }

    private void Answered(Line line, WireAnswer answer)
    {
        long now = Stopwatch.GetTimestamp();
        _answers.Add(new LoadAnswer(
            answer.Status, (float)Stopwatch.GetElapsedTime(line.When, now).TotalMilliseconds,
            (float)Stopwatch.GetElapsedTime(_start, now).TotalSeconds));
        if (answer.Status == 200 && isRight?.Invoke(line.Request, answer) == false)
            _failures.Add($"request {line.Request} has another answer: {answer.Text}");
        if (!answer.Closes) _free.Add(line);
        else Again(line);
    }

    private void Closed(Line line)
    {
        _unanswered.Add(line.When);
        if (NeedsServer) Fail("the server closed without an answer", line);
        else Again(line);
    }

    private void Again(Line line)
    {
        Gone(line);
        if (Open() is { } next) _free.Add(next);
    }

    private void Fail(string words, Line line)
    {
        _failures.Add($"{words} (request {line.Request}, {Stopwatch.GetElapsedTime(_start).TotalSeconds:F3} s)");
        Gone(line);
    }

    private void Gone(Line line)
    {
        if (!_lines.Remove(line)) return;
        _bySocket.Remove(line.Socket);
        line.Socket.Dispose();
    }

    private sealed class Line(Socket socket)
    {
        public byte[] Bytes = new byte[2048];

        public Socket Socket => socket;

        public int Request { get; set; }

        public long When { get; set; }

        public int Count { get; set; }
    }
}
