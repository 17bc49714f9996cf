using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Matiz.Training.Keras;

/// <summary>The lines that users of Keras know: <c>Epoch 1/2</c>, then <c>250/250 ━━━━ 12s 47ms/step - loss: 1.2300</c>.</summary>
internal sealed class FitProgress
{
    private const int Width = 20;

    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(50);

    private readonly TextWriter _output;
    private readonly int _verbose;
    private readonly bool _isTerminal;
    private long _start, _shown;
    private int _batches, _done, _columns;

    /// <summary>Progress on a writer.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="verbose">0: nowhere, 1: a bar, 2: a line an epoch.</param>
    /// <param name="isTerminal">Whether a line may be written over; else a bar is shown when it is full.</param>
    public FitProgress(TextWriter output, int verbose, bool isTerminal) => (_output, _verbose, _isTerminal) = (output, verbose, isTerminal);

    /// <summary>Progress as asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0, 1 or 2.</exception>
    public static FitProgress For(int? verbose, TextWriter? output)
    {
        if (verbose is not (null or >= 0 and <= 2))
            throw new ArgumentOutOfRangeException(nameof(verbose), verbose, "expected 0, 1, 2 or null.");
        bool isTerminal = output is null && !Console.IsErrorRedirected;
        return new FitProgress(output ?? Console.Error, verbose ?? (isTerminal || output is not null ? 1 : 0), isTerminal);
    }

    /// <summary>A line of a callback that was asked to speak.</summary>
    public void Write(string line)
    {
        if (_columns > 0) _output.WriteLine();
        _columns = 0;
        _output.WriteLine(line);
    }

    /// <summary>Says which epoch begins.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochs">Its number in all.</param>
    /// <param name="batches">Batches of the epoch.</param>
    public void BeginEpoch(int epoch, int epochs, int batches)
    {
        (_start, _shown, _batches, _done, _columns) = (Stopwatch.GetTimestamp(), 0, batches, 0, 0);
        if (_verbose > 0 && epochs > 1) _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}/{epochs}"));
    }

    /// <summary>Moves the bar, where there is one.</summary>
    /// <param name="done">Batches of the epoch that are done.</param>
    /// <param name="logs">Asked only when the bar is drawn.</param>
    public void EndBatch(int done, Func<IReadOnlyDictionary<string, double>> logs)
    {
        _done = done;
        if (_verbose != 1 || !_isTerminal) return;
        if (_shown != 0 && Stopwatch.GetElapsedTime(_shown) < LeastInterval) return;
        _shown = Stopwatch.GetTimestamp();
        var left = Elapsed / done * (_batches - done);
        Draw($"{Bar(done)} {Duration(left)} {PerStep()}{Values(logs())}");
    }

    /// <summary>Shows the full bar with all that was measured.</summary>
    /// <param name="logs">Of training and of validation.</param>
    public void EndEpoch(IEnumerable<KeyValuePair<string, double>> logs)
    {
        if (_verbose == 0) return;
        string time = string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0}s");
        if (_verbose == 2)
        {
            _output.WriteLine($"{Count(_done)} - {time} - {PerStep()}{Values(logs)}");
            return;
        }

        Draw($"{Bar(_done)} {time} {PerStep()}{Values(logs)}");
        _output.WriteLine();
        _columns = 0;
    }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    // Over the line before, whose rest is wiped.
    private void Draw(string line)
    {
        if (_isTerminal) _output.Write('\r');
        _output.Write(line.PadRight(_isTerminal ? _columns : 0));
        _output.Flush();
        _columns = line.Length;
    }

    private string Bar(int done)
    {
        int full = (int)((long)Width * done / _batches);
        return $"{Count(done)} {new string('━', full)}{new string('─', Width - full)}";
    }

    private string Count(int done)
    {
        string all = _batches.ToString(CultureInfo.InvariantCulture);
        return $"{done.ToString(CultureInfo.InvariantCulture).PadLeft(all.Length)}/{all}";
    }

    private string PerStep()
    {
        double seconds = Elapsed.TotalSeconds / Math.Max(1, _done);
        var (number, unit) = seconds >= 1 ? (seconds, "s") : seconds >= 1e-3 ? (seconds * 1e3, "ms") : (seconds * 1e6, "us");
        return string.Create(CultureInfo.InvariantCulture, $"{number:0}{unit}/step");
    }

    private static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        > 3600 => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"),
        > 60 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds}s"),
    };

    // Those of training by name, then those of validation, as Keras 3 shows them.
    private static string Values(IEnumerable<KeyValuePair<string, double>> logs)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in logs
            .OrderBy(static pair => pair.Key.StartsWith(FitContext.ValidationPrefix, StringComparison.Ordinal))
            .ThenBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            string format = Math.Abs(value) > 1e-3 ? "0.0000" : "0.0000e+00";
            text.Append(" - ").Append(name).Append(": ").Append(value.ToString(format, CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
