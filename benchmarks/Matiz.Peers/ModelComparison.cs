using Matiz.Models;

namespace Matiz.Peers;

/// <summary>What one program reached on one model.</summary>
/// <param name="Name">The program.</param>
/// <param name="Precision">What it computed in.</param>
/// <param name="TokensPerSecond">Real tokens of all batches, over the sum of the batches' median times.</param>
/// <param name="OneTextMs">Median milliseconds of one text.</param>
/// <param name="Difference">The largest difference of a logit from those of Matiz in singles.</param>
/// <param name="GreatestLogit">The greatest absolute value among those.</param>
/// <param name="EqualAnswers">The share of texts whose greatest logit is the same.</param>
internal sealed record PeerResult(
    string Name, string Precision, double TokensPerSecond, double OneTextMs, double Difference, double GreatestLogit, double EqualAnswers);

/// <summary>Every program on the same batches in turns; first its answers are compared with those of Matiz in singles.</summary>
internal static class ModelComparison
{
    /// <summary>How often a round computes one text.</summary>
    public const int RunsOfOneText = BurstsARound * RunsABurst;

    private const int BurstsARound = 4, RunsABurst = 10, WarmRuns = 3;

    /// <summary>Measures all.</summary>
    /// <param name="peers">Programs and what they compute in; the first is Matiz in singles.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="rounds">How often each batch is computed by each.</param>
    public static IReadOnlyList<PeerResult> Measure(
        IReadOnlyList<(Peer Peer, string Precision)> peers, PeerTexts texts, int rounds)
    {
        double[] seconds = new double[peers.Count], differences = new double[peers.Count];
        int[] equal = new int[peers.Count];
        double greatest = 0;
        foreach (var batch in texts.Batches)
        {
            Func<float[]>[] jobs = [.. peers.Select(entry => entry.Peer.Prepare(batch))];
            float[][] logits = [.. jobs.Select(job => job())];
            greatest = Math.Max(greatest, logits[0].Max(MathF.Abs));
            for (int peer = 0; peer < peers.Count; peer++)
            {
                differences[peer] = Math.Max(differences[peer], logits[0].Zip(logits[peer], (a, b) => MathF.Abs(a - b)).Max());
                equal[peer] += Equal(logits[0], logits[peer], batch.RowCount);
            }

            double[] medians = Turns.Measure([.. jobs.Select(job => (Action)(() => job()))], rounds);
            for (int peer = 0; peer < peers.Count; peer++) seconds[peer] += medians[peer];
        }

        double[] one = OneText(peers, texts.One, rounds);
        int rows = texts.Batches.Sum(batch => batch.RowCount);
        return [.. peers.Select((entry, peer) => new PeerResult(
            entry.Peer.Name, entry.Precision, texts.TokenCount / seconds[peer], one[peer] * 1000, differences[peer], greatest,
            (double)equal[peer] / rows))];
    }

    private static double[] OneText(IReadOnlyList<(Peer Peer, string Precision)> peers, TokenBatch text, int rounds)
    {
        Func<float[]>[] jobs = [.. peers.Select(entry => entry.Peer.Prepare(text))];
        return Turns.Measure([.. jobs.Select(job => (Action)(() => job()))], rounds * BurstsARound, RunsABurst, WarmRuns);
    }

    private static int Equal(float[] expected, float[] found, int rows)
    {
        int labels = expected.Length / rows;
        return Enumerable.Range(0, rows).Count(row => Answer(expected, row, labels) == Answer(found, row, labels));
    }

    private static int Answer(float[] logits, int row, int labels)
    {
        int best = 0;
        for (int label = 1; label < labels; label++)
        {
            if (logits[(row * labels) + label] > logits[(row * labels) + best]) best = label;
        }

        return best;
    }
}
