using Matiz.Data.Cards;

namespace Matiz.Data.Repositories;

/// <summary>
/// The rows of a dataset as the Hub has converted them: <c>CONFIGURATION/SPLIT/0000.parquet</c> in a branch of its own, where
/// <c>partial-SPLIT</c> holds the beginning of one that is very large. Names of classes stand in the files.
/// </summary>
/// <param name="store">The branch.</param>
internal sealed class ParquetConversion(DatasetStore store) : DatasetStore
{
    /// <summary>The branch.</summary>
    public const string Branch = "refs/convert/parquet";

    private const string Partial = "partial-", Extension = ".parquet";

    public override string Name => store.Name;

    public override IReadOnlyList<string> Paths => store.Paths;

    public override IReadOnlyList<string> Notes => store.Notes;

    public override string NameOf(string path) => store.NameOf(path);

    public override string LocalPath(string path) => store.LocalPath(path);

    public override void Fetch(IReadOnlyList<string> paths) => store.Fetch(paths);

    public override DatasetOrigin OriginOf(string configuration) => store.OriginOf(configuration);

    /// <summary>The folders as configurations and splits.</summary>
    public override DatasetCard ReadCard()
    {
        var configurations = new List<DatasetConfiguration>();
        foreach (
            var configuration in Paths.Select(path => path.Split('/')).Where(IsRows).GroupBy(parts => parts[0], StringComparer.Ordinal))
        {
            var splits = new List<DeclaredSplit>();
            foreach (var split in configuration.GroupBy(parts => parts[1], StringComparer.Ordinal))
            {
                bool isPart = split.Key.StartsWith(Partial, StringComparison.Ordinal);
                string name = isPart ? split.Key[Partial.Length..] : split.Key;
                string folder = PathPattern.Literal($"{configuration.Key}/{split.Key}");
                if (splits.Exists(other => string.Equals(other.Name, name, StringComparison.Ordinal))) continue;
                splits.Add(new DeclaredSplit(name, [$"{folder}/*{Extension}"], Line: 0) { IsPart = isPart });
            }

            configurations.Add(new DatasetConfiguration(configuration.Key, Line: 0) { Splits = splits });
        }

        return DatasetCard.Of(NameOf(Branch), configurations);
    }

    private static bool IsRows(string[] parts) =>
        parts.Length == 3 && parts[2].EndsWith(Extension, StringComparison.Ordinal);
}
