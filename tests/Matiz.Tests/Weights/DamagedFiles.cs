using System.Diagnostics;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Weights;

/// <summary>Weights that were damaged on their way: they are read, or refused with their path, in little time and memory.</summary>
internal static class DamagedFiles
{
    /// <summary>Reads 300 damaged copies.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="name">Its name, whose end says the format.</param>
    public static void AssertReadsOrRefuses(byte[] whole, string name)
    {
        foreach (byte[] bytes in Mutations.Make(whole, 300, seed: 9))
        {
            var clock = Stopwatch.StartNew();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var weights = WeightFiles.Open(name, bytes);
                foreach (var entry in weights.Entries) weights.ReadBytes(entry.Name);
            }
            catch (CheckpointException exception)
            {
                Assert.StartsWith(name + ": ", exception.Message, StringComparison.Ordinal);
            }

            Assert.True(clock.ElapsedMilliseconds < 2000, $"{clock.ElapsedMilliseconds} ms");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 64 << 20);
        }
    }
}
