using System.Diagnostics;
using System.Net.Sockets;

namespace Matiz.Testing;

/// <summary>
/// Sends hostile requests to a server, several at once, and after each of them a good one, whose answer must be what it was before them.
/// </summary>
public sealed class HostileTrial
{
    private const int LeaveMs = 20;

    private readonly int _port;
    private readonly string? _key;
    private readonly IReadOnlyList<GoodRequest> _goods;
    private readonly GoodRequest[] _withBody;
    private readonly Dictionary<GoodRequest, string> _answers = [];

    /// <summary>A trial of a server.</summary>
    /// <param name="port">Its port on 127.0.0.1.</param>
    /// <param name="goods">What it answers rightly.</param>
    /// <param name="key">Its key; null: it asks for none.</param>
    public HostileTrial(int port, IReadOnlyList<GoodRequest> goods, string? key = null)
    {
        (_port, _goods, _key) = (port, goods, key);
        _withBody = [.. goods.Where(good => good.Body.Length > 0)];
    }

    /// <summary>How long an answer may take before it counts as missing; others may work on the machine.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Asks for the answers to the good requests, which must succeed.</summary>
    /// <exception cref="InvalidOperationException">One does not, or not twice in the same way.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken = default)
    {
        for (int round = 0; round < 2; round++) await AskAllAsync(cancellationToken);
    }

    /// <summary>Sends requests.</summary>
    /// <param name="seed">What they follow from.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="atOnce">How many at once.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    public async Task<HostileReport> RunAsync(
        int seed, int first, int count, int atOnce = 8, CancellationToken cancellationToken = default)
    {
        var report = new HostileReport();
        int next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(WorkAsync, cancellationToken)));
        return report;

        async Task WorkAsync()
        {
            WireConnection? probe = null;
            while (Interlocked.Increment(ref next) is var number && number < first + count)
            {
                var (good, request) = HostileRequests.Make(_withBody, _key, seed, number);
                var clock = Stopwatch.StartNew();
                try
                {
                    string outcome = await SendAsync(good, request, cancellationToken);
                    report.Add(number, good, request.Name, outcome, clock.Elapsed.TotalMilliseconds);
                    probe ??= await WireConnection.OpenAsync(_port, cancellationToken);
                    await ProbeAsync(probe, _goods[number % _goods.Count], cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    report.Fault(
                        number, good, request, exception is SocketException ? $"no connection: {exception.Message}" : exception.Message);
                    probe?.Dispose();
                    probe = null;
                }
            }

            probe?.Dispose();
        }
    }

    private async Task AskAllAsync(CancellationToken cancellationToken)
    {
        using var connection = await WireConnection.OpenAsync(_port, cancellationToken);
        foreach (var good in _goods)
        {
            var answer = await connection.AskAsync(good.Bytes(_key), cancellationToken)
                ?? throw new InvalidOperationException($"{good.Method} {good.Path}: no answer");
            if (answer.Status != good.Status)
                throw new InvalidOperationException($"{good.Method} {good.Path}: {answer.Status} {answer.Text}");
            string compared = GoodRequest.Compared(answer);
            if (_answers.TryGetValue(good, out string? before) && before != compared)
                throw new InvalidOperationException($"{good.Method} {good.Path}: {before}, then {compared}");
            _answers[good] = compared;
        }
    }

    private async Task<string> SendAsync(GoodRequest good, HostileRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var connection = await WireConnection.OpenAsync(_port, patience.Token);
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        var sent = StepsAsync(connection, request, sending.Token);
        if (request.Expected == HostileOutcome.Abandoned)
        {
            await sent;
            await Task.Delay(LeaveMs, patience.Token);
            return "left";
        }

        try
        {
            return await AnswersAsync(connection, good, request, patience.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"no answer in {Patience.TotalSeconds:0} s", exception);
        }
        finally
        {
            await sending.CancelAsync();
            await sent;
        }
    }

    private async Task<string> AnswersAsync(
        WireConnection connection, GoodRequest good, HostileRequest request, CancellationToken cancellationToken)
    {
        string outcome = "closed";
        int wanted = Math.Max(1, request.Answers);
        for (int i = 0; i < wanted; i++)
        {
            // Where a second answer may come but need not, the server says nothing more when it waits for the rest.
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (i > 0 && request.Expected != HostileOutcome.Good) quiet.CancelAfter(200);
            WireAnswer? answer;
            try
            {
                answer = await connection.ReadAsync(request.HasNoBody, quiet.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (InvalidDataException) when (request.Answers == 0)
            {
                return "closed";                    // another protocol's answer to another protocol's greeting
            }

            if (answer is null)
            {
                if (request.Expected == HostileOutcome.Good) throw new InvalidOperationException("closed without an answer");
                break;
            }

            Require(good, request, answer, i);
            outcome = $"{answer.Status / 100}xx";
        }

        return outcome;
    }

    private void Require(GoodRequest good, HostileRequest request, WireAnswer answer, int place)
    {
        bool isRefused = answer.Status is >= 400 and < 500, isGood = GoodRequest.Compared(answer) == _answers[good];
        bool isOtherVersion = answer.Status == 505 && request.Name == "version";
        bool isRight = isOtherVersion || request.Expected switch
        {
            HostileOutcome.Good => isGood,
            HostileOutcome.GoodOrRefused => isGood || isRefused,
            HostileOutcome.Refused => isRefused,
            _ => answer.Status < 500,
        };
        if (!isRight) throw new InvalidOperationException($"answer {place + 1}: {answer.Status} {Short(answer.Text)}");
        if (isRefused && answer.Text.Contains(GoodRequest.Marker, StringComparison.Ordinal))
            throw new InvalidOperationException($"the refusal holds the text: {answer.Status} {Short(answer.Text)}");
    }

    private async Task ProbeAsync(WireConnection probe, GoodRequest good, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var answer = await probe.AskAsync(good.Bytes(_key), patience.Token)
            ?? throw new InvalidOperationException($"then {good.Method} {good.Path}: closed");
        string found = GoodRequest.Compared(answer);
        if (found != _answers[good]) throw new InvalidOperationException($"then {good.Method} {good.Path}: {Short(found)}");
    }

    private static async Task StepsAsync(WireConnection connection, HostileRequest request, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var step in request.Steps)
            {
                if (step.PauseMs > 0 && step.Act != WireAct.Drip) await Task.Delay(step.PauseMs, cancellationToken);
                switch (step.Act)
                {
                    case WireAct.Send:
                        for (int i = 0; i < step.Times; i++) await connection.SendAsync(step.Bytes, cancellationToken);
                        break;
                    case WireAct.Drip:
                        for (int i = 0; i < step.Bytes.Length; i++)
                        {
                            await connection.SendAsync(step.Bytes.AsMemory(i, 1), cancellationToken);
                            await Task.Delay(step.PauseMs, cancellationToken);
                        }

                        break;
                    case WireAct.EndSending: connection.EndSending(); break;
                    default: connection.Reset(); break;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server has had enough, or its answer is there.
        }
    }

    private static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
