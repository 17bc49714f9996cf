using System.Diagnostics;
using Matiz.Formats.Arrow;
using Matiz.Formats.Parquet;
using Matiz.Formats.Tables;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Tables;

/// <summary>Broken files: each is read, or refused by one exception with its path, in short time and with little memory.</summary>
public class TableMutationTests
{
    private const int Rounds = 300;
    private const long Allowance = 64L << 20;

    public static TheoryData<string> Goldens { get; } =
    [
        .. new[] { "parquet", "arrow" }.SelectMany(folder =>
            Directory.EnumerateFiles(SharedFiles.Golden("formats/" + folder)).Select(path => $"{folder}/{Path.GetFileName(path)}"))
            .Where(name => !name.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Read_MutatedFile_GivesRowsOrATableException(string name)
    {
        byte[] whole = File.ReadAllBytes(SharedFiles.Golden("formats/" + name));
        var random = new Random(31);
        int read = 0, refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = Mutated(whole, random, name.StartsWith("parquet", StringComparison.Ordinal));
            long before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                using TableReader reader = name.StartsWith("parquet", StringComparison.Ordinal)
                    ? new ParquetReader(new MemoryStream(bytes), "broken")
                    : new ArrowReader(new MemoryStream(bytes), "broken");
                foreach (var batch in reader.Read())
                {
                    foreach (var column in batch.Columns)
                    {
                        for (int row = 0; row < batch.RowCount; row++) TableValues.ToJson(column, row);
                    }
                }

                read++;
            }
            catch (TableException exception)
            {
                Assert.StartsWith("broken: ", exception.Message, StringComparison.Ordinal);
                refused++;
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(clock.Elapsed.TotalSeconds < 2, $"round {round}: {clock.Elapsed}");
            Assert.True(allocated < Allowance + (400L * whole.Length), $"round {round}: {allocated} bytes");
        }

        Assert.True(refused > Rounds / 10, $"{read} read, {refused} refused");
    }

    private static byte[] Mutated(byte[] whole, Random random, bool hasFooter)
    {
        byte[] bytes = [.. whole];
        int changes = 1 + random.Next(4);
        for (int i = 0; i < changes; i++)
        {
            // Every other change falls into a description: at the end of Parquet files, at the beginning of Arrow's.
            int part = Math.Min(bytes.Length, 3000);
            int place = random.Next(2) == 0 ? random.Next(bytes.Length)
                : hasFooter ? bytes.Length - 1 - random.Next(part)
                : random.Next(part);
            switch (random.Next(4))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes[place] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[place] = 0xFF; break;
                default:
                    int count = Math.Min(8, bytes.Length - place);
                    random.NextBytes(bytes.AsSpan(place, random.Next(1, count + 1)));
                    break;
            }
        }

        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
