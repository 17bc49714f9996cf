using System.Globalization;

namespace Matiz.Benchmarks;

/// <summary>What became of the damaged files of a reader.</summary>
internal sealed class FuzzResult
{
    public int Read { get; private set; }

    public int Refused { get; private set; }

    public double SlowestMs { get; private set; }

    public long MostAllocated { get; private set; }

    public List<(int Round, string Words)> Faults { get; } = [];

    /// <summary>Whole files that were not read: the goldens or the benchmark are wrong.</summary>
    public List<string> Unread { get; } = [];

    /// <summary>Takes a line of a worker; gives the round that ended, null where the line is about a whole file.</summary>
    public int? Add(string line, double mostMs)
    {
        string[] words = line.Split(' ', 5);
        if (words[0] is not ("read" or "refused" or "fault"))
        {
            if (!Unread.Contains(line, StringComparer.Ordinal)) Unread.Add(line);
            return null;
        }

        int round = int.Parse(words[1], CultureInfo.InvariantCulture);
        double ms = double.Parse(words[2], CultureInfo.InvariantCulture);
        SlowestMs = Math.Max(SlowestMs, ms);
        MostAllocated = Math.Max(MostAllocated, long.Parse(words[3], CultureInfo.InvariantCulture));
        if (words[0] is "fault") Faults.Add((round, words[4]));
        else if (ms > mostMs) Faults.Add((round, $"{ms:0} ms"));
        else if (words[0] is "read") Read++;
        else Refused++;
        return round;
    }
}
