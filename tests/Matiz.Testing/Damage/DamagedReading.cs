using System.Diagnostics;

namespace Matiz.Testing;

/// <summary>Damaged copies of a file are read, or refused with their path, in little time and memory.</summary>
public static class DamagedReading
{
    /// <summary>How many damaged copies of a file tests read; the fuzzing benchmark reads more.</summary>
    public const int Count = 300;

    private const long MostBytes = 64 << 20;
    private const int MostMs = 2000;

    /// <summary>Reads damaged copies.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="path">What its messages must hold.</param>
    /// <param name="read">Reads everything in bytes.</param>
    /// <typeparam name="TException">What may come out.</typeparam>
    /// <returns>How many were refused.</returns>
    /// <exception cref="InvalidOperationException">Something else came out, or it took too long or too much.</exception>
    public static int Check<TException>(byte[] whole, string path, Action<byte[]> read)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(read);
        int refused = 0, round = 0;
        foreach (byte[] bytes in Mutations.Make(whole, Count, seed: 9))
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            if (IsRefused<TException>(bytes, path, read, round)) refused++;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (ms > MostMs || allocated > MostBytes + (4 * whole.Length))
                throw new InvalidOperationException($"damaged copy {round}: {ms:0} ms, {allocated} bytes allocated");
            round++;
        }

        return refused;
    }

    private static bool IsRefused<TException>(byte[] bytes, string path, Action<byte[]> read, int round)
        where TException : Exception
    {
        try
        {
            read(bytes);
            return false;
        }
        catch (TException exception)
        {
            if (exception.Message.StartsWith(path, StringComparison.Ordinal)) return true;
            throw new InvalidOperationException($"damaged copy {round}: the message does not begin with '{path}'", exception);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"damaged copy {round}: {exception.GetType().Name}", exception);
        }
    }
}
