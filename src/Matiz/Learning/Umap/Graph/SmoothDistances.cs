using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// How each row sees distances: ρ, that to its nearest neighbours, and σ, such that the memberships exp(−(d − ρ) / σ) of its neighbours
/// add up to log₂ of their number.
/// </summary>
internal sealed class SmoothDistances
{
    private const int Block = 256;
    private const int Rounds = 64;
    private const double Tolerance = 1e-5, LeastShare = 1e-3;

    private SmoothDistances(int rows) => (Sigmas, Rhos) = (new float[rows], new float[rows]);

    public float[] Sigmas { get; }

    public float[] Rhos { get; }

    /// <summary>Column 0 of the table, the row itself, takes no part; neighbours numbered -1 are none.</summary>
    public static SmoothDistances Fit(NeighborTable neighbors, double localConnectivity, int? threads)
    {
        var result = new SmoothDistances(neighbors.Rows);
        double mean = Mean(neighbors.Indices, neighbors.Distances);
        FixedBlocks.Run((neighbors.Rows + Block - 1) / Block, threads, block =>
        {
            for (int row = block * Block; row < Math.Min(neighbors.Rows, (block + 1) * Block); row++)
                result.Fit(row, neighbors.IndicesOf(row), neighbors.DistancesOf(row), localConnectivity, mean);
        });
        return result;
    }

    /// <summary>The membership of a neighbour at a distance.</summary>
    public float Membership(int row, float distance)
    {
        float beyond = distance - Rhos[row], sigma = Sigmas[row];
        return beyond <= 0 || sigma == 0 ? 1 : (float)Elementary.Exp(-(beyond / sigma));
    }

    private void Fit(int row, ReadOnlySpan<int> indices, ReadOnlySpan<float> distances, double localConnectivity, double mean)
    {
        double rho = Rho(indices, distances, localConnectivity);
        double sigma = Sigma(indices, distances, rho);
        double least = LeastShare * (rho > 0 ? Mean(indices, distances) : mean);
        Rhos[row] = (float)rho;
        Sigmas[row] = (float)Math.Max(sigma, least);
    }

    // The distance at the place localConnectivity, between two places in proportion.
    private static double Rho(ReadOnlySpan<int> indices, ReadOnlySpan<float> distances, double localConnectivity)
    {
        int whole = (int)Math.Floor(localConnectivity), seen = 0;
        double part = localConnectivity - whole, at = 0, last = 0;
        for (int j = 0; j < distances.Length; j++)
        {
            if (indices[j] < 0 || distances[j] <= 0) continue;
            seen++;
            last = distances[j];
            if (seen == whole) at = last;
            if (seen == whole + 1) return part > Tolerance || whole == 0 ? at + (part * (last - at)) : at;
        }

        return last;                                            // fewer than asked for: the furthest; none: 0
    }

    private static double Sigma(ReadOnlySpan<int> indices, ReadOnlySpan<float> distances, double rho)
    {
        double target = Elementary.Log(distances.Length) / Elementary.Log(2), low = 0, high = double.PositiveInfinity, sigma = 1;
        for (int round = 0; round < Rounds; round++)
        {
            double sum = 0;
            for (int j = 1; j < distances.Length; j++)
            {
                if (indices[j] < 0) continue;
                double beyond = distances[j] - rho;
                sum += beyond > 0 ? Elementary.Exp(-(beyond / sigma)) : 1;
            }

            if (Math.Abs(sum - target) < Tolerance) break;
            if (sum > target) high = sigma;
            else low = sigma;
            sigma = double.IsPositiveInfinity(high) ? sigma * 2 : (low + high) / 2;
        }

        return sigma;
    }

    private static double Mean(ReadOnlySpan<int> indices, ReadOnlySpan<float> distances)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0) continue;
            sum += distances[i];
            count++;
        }

        return count == 0 ? 0 : sum / count;
    }
}
