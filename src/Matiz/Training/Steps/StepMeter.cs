using System.Diagnostics;

namespace Matiz.Training;

/// <summary>The time of a run, and the speed of its steps in this process.</summary>
internal sealed class StepMeter(double elapsedBefore)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private double _stepSeconds;
    private long _tokens;
    private int _steps;

    /// <summary>Seconds of the whole run, earlier processes included.</summary>
    public double ElapsedSeconds => elapsedBefore + Stopwatch.GetElapsedTime(_start).TotalSeconds;

    public double TokensPerSecond => _stepSeconds > 0 ? _tokens / _stepSeconds : 0;

    public void Add(long startOfStep, long tokens)
    {
        _stepSeconds += Stopwatch.GetElapsedTime(startOfStep).TotalSeconds;
        _tokens += tokens;
        _steps++;
    }

    public TimeSpan TimeFor(int steps) => _steps == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(_stepSeconds / _steps * steps);
}
