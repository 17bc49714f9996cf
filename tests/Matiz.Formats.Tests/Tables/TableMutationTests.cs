using Matiz.Formats.Arrow;
using Matiz.Formats.Parquet;
using Matiz.Formats.Tables;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Tables;

/// <summary>Broken files: each is read, or refused by one exception with its path, in short time and with little memory.</summary>
public class TableMutationTests
{
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
        int refused = DamagedReading.Check<TableException>(whole, "broken: ", bytes =>
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
        });

        Assert.InRange(refused, DamagedReading.Count / 10, DamagedReading.Count);
    }
}
