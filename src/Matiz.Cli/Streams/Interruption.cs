using System.Diagnostics;
using Matiz.Formats;

namespace Matiz.Cli.Streams;

/// <summary>
/// The wish that a run should end: a signal, or a reader of the results who has gone. Work that looks at <see cref="Token"/> ends by
/// itself; what does not (a read that waits, a long computation) is ended a moment later, wherever it stands. From the wish on no file
/// is put in its place, and what was begun is removed. Only work that keeps what it has done before it ends, as training does, is
/// waited for.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int GraceMs = 500, PatienceMs = 1000, LongestMessageMs = 200;

    private readonly CancellationTokenSource _source = new();
    private readonly Lock _gate = new();
    private int _lasting, _code;
    private long _since;
    private bool _claimed, _forced;

    /// <summary>Cancelled when a run should end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the process is to return; 0 while nobody wants it to end.</summary>
    public int Code
    {
        get
        {
            lock (_gate) return _code;
        }
    }

    /// <summary>
    /// Asks for an end. Asked again after a while, the process ends at once, whatever it keeps; at first, as a closed terminal sends its
    /// signal twice, a repetition means nothing.
    /// </summary>
    /// <param name="code">What the process is to return.</param>
    public void Request(int code)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _code == 0;
            if (isFirst)
            {
                (_code, _since) = (code, Stopwatch.GetTimestamp());
                if (_lasting == 0) BeginEnd();
            }
            else if (Stopwatch.GetElapsedTime(_since).TotalMilliseconds < PatienceMs)
            {
                return;
            }
        }

        if (isFirst) _source.Cancel();
        else EndNow(isForced: true);
    }

    /// <summary>What runs until the result is disposed of ends by itself, and may take its time for it.</summary>
    /// <exception cref="OperationCanceledException">The end was asked for already.</exception>
    public IDisposable TakeTime()
    {
        lock (_gate)
        {
            if (_code != 0) throw new OperationCanceledException(Token);
            _lasting++;
        }

        return new Lasting(this);
    }

    /// <summary>Says that the run ends by itself, with a message of its own; waits for ever where it is being ended already.</summary>
    public void Claim()
    {
        lock (_gate)
        {
            _claimed = true;
            if (!_forced) return;
        }

        Thread.Sleep(Timeout.Infinite);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void EndLasting()
    {
        lock (_gate)
        {
            if (--_lasting == 0 && _code != 0) BeginEnd();
        }
    }

    private void BeginEnd()
    {
        PendingWrites.Close();
        new Thread(() =>
        {
            Thread.Sleep(GraceMs);
            EndNow(isForced: false);
        })
        { IsBackground = true, Name = "end" }.Start();
    }

    private void EndNow(bool isForced)
    {
        lock (_gate)
        {
            if (_forced || (_claimed && !isForced)) return;
            _forced = true;
        }

        PendingWrites.RemoveAll();
        if (Code != ExitCode.ReaderGone) Say();
        Environment.Exit(Code);
    }

    // A reader of the messages who has stopped must not keep the process. The line that changes in place has hidden the cursor.
    private static void Say()
    {
        bool isTerminal = !Console.IsErrorRedirected && !OperatingSystem.IsWindows();
        string text = (isTerminal ? "\r\e[K\e[?25h" : "") + $"{CommandLine.ProgramName}: interrupted.\n";
        var writing = new Thread(() => MessageStream.Open().Write(System.Text.Encoding.UTF8.GetBytes(text))) { IsBackground = true };
        writing.Start();
        writing.Join(LongestMessageMs);
    }

    private sealed class Lasting(Interruption interruption) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (_isOver) return;
            _isOver = true;
            interruption.EndLasting();
        }
    }
}
