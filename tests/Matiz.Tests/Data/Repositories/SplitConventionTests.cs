using Matiz.Data;

namespace Matiz.Tests.Data.Repositories;

/// <summary>The layouts that the reference's own tests list, and those of public bug reports.</summary>
public sealed class SplitConventionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train.csv valid.csv test.csv", "train: train.csv; validation: valid.csv; test: test.csv")]
    [InlineData("data/train.csv data/valid.csv data/test.csv", "train: data/train.csv; validation: data/valid.csv; test: data/test.csv")]
    [InlineData(
        "train/split.csv valid/split.csv test/split.csv", "train: train/split.csv; validation: valid/split.csv; test: test/split.csv")]
    [InlineData("data/train_0.csv data/train_1.csv data/test_0.csv", "train: data/train_0.csv data/train_1.csv; test: data/test_0.csv")]
    [InlineData(
        "data/train-00000-of-00002.csv data/train-00001-of-00002.csv data/validation-00000-of-00001.csv data/random-00000-of-00001.csv",
        "train: data/train-00000-of-00002.csv data/train-00001-of-00002.csv; validation: data/validation-00000-of-00001.csv; "
            + "random: data/random-00000-of-00001.csv")]
    [InlineData("dataset.csv", "train: dataset.csv")]
    [InlineData("data/dataset.csv", "train: data/dataset.csv")]
    [InlineData("my_train_dir/dataset.csv", "train: my_train_dir/dataset.csv")]
    [InlineData("data/my_train_file.csv", "train: data/my_train_file.csv")]
    [InlineData("my_test_dir/dataset.csv", "test: my_test_dir/dataset.csv")]
    [InlineData("data/my_validation_file.csv", "validation: data/my_validation_file.csv")]
    [InlineData("validation_dir/dataset.csv", "validation: validation_dir/dataset.csv")]
    [InlineData("data/my_test.csv", "test: data/my_test.csv")]
    [InlineData("eval.csv", "test: eval.csv")]
    [InlineData("eval/dataset.csv", "test: eval/dataset.csv")]
    [InlineData("dev.csv", "validation: dev.csv")]
    [InlineData("dev/dataset.csv", "validation: dev/dataset.csv")]
    [InlineData("data/val.csv", "validation: data/val.csv")]
    [InlineData("developers_list.csv", "train: developers_list.csv")]
    [InlineData("data/seqeval_results.csv", "train: data/seqeval_results.csv")]
    [InlineData("contest.csv", "train: contest.csv")]
    [InlineData("www_farodevigo_es.jsonl.gz", "train: www_farodevigo_es.jsonl.gz")]
    [InlineData("test.json", "test: test.json")]
    [InlineData("my.test.file.csv", "test: my.test.file.csv")]
    [InlineData("my-test_file.csv", "test: my-test_file.csv")]
    [InlineData("test00001.csv", "test: test00001.csv")]
    [InlineData("test/train.csv", "test: test/train.csv")]
    [InlineData("train.csv .hidden/test.csv __pycache__/test.csv", "train: train.csv")]
    [InlineData("train.csv config.json dataset_dict.json test.md", "train: train.csv")]
    [InlineData("train.csv.gz test.tsv", "train: train.csv.gz; test: test.tsv")]
    [InlineData("train.jsonl test.json", "train: train.jsonl; test: test.json")]
    public void Splits_FollowNamesOfFilesAndFolders(string files, string expected) => Assert.Equal(expected, Splits(files));

    [Fact]
    public void Splits_OfOtherLetters_AreToldApart()
    {
        Assert.Equal("train: Train.csv; test: TEST.csv", Splits("Train.csv TEST.csv"));
        Assert.Equal(
            [
                $"{_folder.Path}: the splits are told by names in other letters (Train.csv is train); Python's datasets, which minds case, "
                + "takes all for train.",
            ],
            Open().Notes);
    }

    [Fact]
    public void Splits_FilesThatBelongToNone_AreSaid()
    {
        Assert.Equal("train: train/a.csv", Splits("train/a.csv test.csv"));
        Assert.Equal([$"{_folder.Path}: a file belongs to no split and is not read: test.csv."], Open().Notes);
    }

    [Theory]
    [InlineData("train_test.csv", "train_test.csv: its name says two splits (train, test). One was expected.")]
    [InlineData("train/dev/a.csv", "train/dev/a.csv: its name says two splits (train, validation). One was expected.")]
    [InlineData("data/a b-00000-of-00001.csv", "data/a b-00000-of-00001.csv: 'a b' is no name of a split.")]
    [InlineData("train.zip", "train.zip: files that end with '.zip' are not read.")]
    [InlineData("data.tar.gz", "data.tar.gz: files that end with '.tar' are not read.")]
    [InlineData("train.jsonl.zst", "train.jsonl.zst: files that end with '.zst' are not read.")]
    [InlineData("train.csv extra_train.zip", "extra_train.zip: files that end with '.zip' are not read.")]
    [InlineData("train.conll", "train.conll: files that end with '.conll' are not read.")]
    [InlineData("data/train-00000-of-00002.csv", "data/train-00000-of-00002.csv: it is one of 2 parts, of which "
        + "'data/train-00001-of-00002.csv' is missing. All of them were expected.")]
    public void Splits_ThatCanOnlyBeGuessed_AreRefusedByName(string files, string message) =>
        Assert.StartsWith(
            Path.Join(_folder.Path, message), Assert.Throws<DataException>(() => Splits(files)).Message, StringComparison.Ordinal);

    [Fact]
    public void Splits_OfSeveralFormats_AreAskedAbout()
    {
        string fault = Assert.Throws<DataException>(() => Splits("train.csv train.jsonl test.csv")).Message;
        Assert.Equal(
            $"{_folder.Path}: the splits have files of 2 formats: csv (train.csv, …), jsonl (train.jsonl). "
            + "One was expected, as the same rows "
            + "may lie there twice. Say which with DataOptions.Format, or name the files that you mean (DatasetFiles.Train).",
            fault);
        Assert.Equal("train: train.csv; test: test.csv", Listed(Open(new DataOptions { Format = RowFormats.Csv })));
    }

    [Fact]
    public void Splits_TextBesideTables_IsLeftAndSaid()
    {
        Assert.Equal("train: rows.csv", Splits("rows.csv LICENSE.txt"));
        Assert.Equal([$"{_folder.Path}: LICENSE.txt is plain text beside tables, and not read."], Open().Notes);
    }

    [Fact]
    public void Splits_OfNothing_AreRefused()
    {
        Assert.StartsWith(
            $"{_folder.Path}: it is empty. Files that end with .csv, .tsv,", Assert.Throws<DataException>(() => Open()).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"{_folder.Path}: there is no file of rows, only a.png, b.md. Files that end with .csv, .tsv,",
            Assert.Throws<DataException>(() => Splits("a.png b.md")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_ThroughLinks_AreFoundOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links need rights elsewhere");
        _folder.Write("real/train.csv", "text,label\n");
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "again"), _folder.Path);       // never ends
        using var other = new TempFolder();
        other.Write("test.csv", "text,label\n");
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "more"), other.Path);
        Assert.Equal("train: real/train.csv; test: more/test.csv", Listed(Open()));
    }

    private string Splits(string files)
    {
        foreach (string file in Split(files)) _folder.Write(file, "text,label\n");
        return Listed(Open());
    }

    // Names may hold blanks, extensions end them.
    private static IEnumerable<string> Split(string files)
    {
        string name = "";
        foreach (string part in files.Split(' '))
        {
            name = name.Length == 0 ? part : $"{name} {part}";
            if (!name.Contains('.', StringComparison.Ordinal)) continue;
            yield return name;
            name = "";
        }
    }

    private string Listed(DatasetRepository dataset) => string.Join("; ", dataset.Splits.Select(split =>
        $"{split}: "
        + $"{string.Join(' ', dataset.Sources(split).Select(file => Path.GetRelativePath(_folder.Path, file.Name).Replace('\\', '/')))}"));

    private DatasetRepository Open(DataOptions? options = null) => DatasetRepository.Open(new DatasetRequest(_folder.Path), options);
}
