using Matiz.Data;
using Matiz.Data.Cards;

namespace Matiz.Tests.Data.Cards;

public class DatasetCardTests
{
    private const string Advice = " Correct the card; where it is not yours, name the data files themselves (DatasetFiles.Train).";

    [Fact]
    public void Read_ConfigurationsAndFeatures_AreUnderstood()
    {
        var card = Read("""
            license: other
            dataset_info:
            - config_name: one
              features:
              - name: text
                dtype: string
              - name: label
                dtype:
                  class_label:
                    names:
                      '1': joy
                      '0': sadness
              - name: all
                sequence:
                  class_label:
                    names: [a, b]
              splits:
              - name: train
                num_bytes: 12
                num_examples: 3
            configs:
            - config_name: one
              default: true
              data_files:
              - split: train
                path: one/train-*
              - split: test
                path: [one/a.csv, one/b.csv]
            - config_name: two
              data_dir: two
              sep: "\t"
              version: 1.0.0
            - config_name: three
              data_files: three.csv
            """);
        Assert.Equal(["one", "two", "three"], card.Configurations.Select(one => one.Name));
        Assert.Equal("one", card.Default!.Name);
        var splits = card.Configurations[0].Splits!;
        Assert.Equal(
            ["train: one/train-*", "test: one/a.csv one/b.csv"], splits.Select(one => $"{one.Name}: {string.Join(' ', one.Patterns)}"));
        Assert.Equal(("two", '\t', null), (card.Configurations[1].Folder, card.Configurations[1].Delimiter, card.Configurations[1].Splits));
        Assert.Equal(["train: three.csv"], card.Configurations[2].Splits!.Select(one => $"{one.Name}: {one.Patterns[0]}"));
        Assert.Equal(["sadness", "joy"], card.Infos[0].LabelNames["label"]);
        Assert.Equal(["a", "b"], card.Infos[0].LabelNames["all"]);
        Assert.Equal(3, card.Infos[0].Rows["train"]);
    }

    [Theory]
    [InlineData("names: {'0': no, '1': yes}", "no, yes")]                 // texts, though YAML 1.1 has booleans there
    [InlineData("names: {0: 'a', 1: 'b'}", "a, b")]
    [InlineData("names: [b, a]", "b, a")]
    public void Read_NamesOfClasses_InTheOrderOfTheirIndices(string names, string expected) =>
        Assert.Equal(expected, string.Join(", ", Read(Labelled(names)).Infos[0].LabelNames["label"]));

    [Theory]
    [InlineData(
        "names: {'0': a, '2': b}",
        "README.md:7: 'label' names 2 classes, and one has the index '2'. Indices 0 to 1, each once, were expected.")]
    [InlineData("names: {'0': a, '00': b}", "README.md:7: the class 00 of 'label' has two names. One for each index was expected.")]
    [InlineData(
        "names: {'0': a, '-1': b}",
        "README.md:7: 'label' names 2 classes, and one has the index '-1'. Indices 0 to 1, each once, were expected.")]
    [InlineData("names: {'0': a, '1': a}", "README.md:7: the class 'a' of 'label' stands twice. Different names were expected.")]
    [InlineData("names: {'0': }", "README.md:7: the name of a class of 'label' is nothing. A text was expected.")]
    [InlineData("names: [[a]]", "README.md:7: the name of a class of 'label' is a list. A text was expected.")]
    [InlineData("names: 3", "README.md:7: the names of the classes of 'label' are '3'. Names by their index were expected.")]
    public void Read_NamesThatAreNoOrder_AreRefused(string names, string message) =>
        Assert.Equal(message + Advice, Fault(Labelled(names)));

    [Theory]
    [InlineData("configs: x", "README.md:2: configs is 'x'. A list of configurations was expected.")]
    [InlineData("configs:\n- data_files: a.csv", "README.md:3: a configuration has no name. A mapping with config_name was expected.")]
    [InlineData(
        "configs:\n- config_name: a\n- config_name: a", "README.md:4: the configuration 'a' stands twice. Different names were expected.")]
    [InlineData("configs:\n- config_name: a\n  default: maybe", "README.md:4: default is 'maybe'. true or false was expected.")]
    [InlineData("configs:\n- config_name: a\n  data_files: []", "README.md:4: data_files names no file. One at least was expected.")]
    [InlineData(
        "configs:\n- config_name: a\n  data_files:\n  - split: x",
        "README.md:5: an entry of data_files is no {split, path}. Both of them were expected.")]
    [InlineData(
        "configs:\n- config_name: a\n  data_files:\n  - {split: a-b, path: c}",
        "README.md:5: 'a-b' is no name of a split. Letters, digits, '_' and '.' were expected.")]
    [InlineData(
        "configs:\n- config_name: a\n  data_files:\n  - {split: x, path: c}\n  - {split: x, path: d}",
        "README.md:6: the split 'x' stands twice in data_files. Each once was expected.")]
    [InlineData(
        "configs:\n- config_name: a\n  sep: abc", "README.md:4: sep is 'abc'. One ASCII character that divides fields was expected.")]
    [InlineData("dataset_info: x", "README.md:2: dataset_info is 'x'. A mapping, or a list of them, was expected.")]
    public void Read_DamagedMetadata_AreRefusedWithTheirLine(string yaml, string message) => Assert.Equal(message + Advice, Fault(yaml));

    [Fact]
    public void Read_KeyThatChangesTheReading_IsRefusedByName() =>
        Assert.Equal(
            "README.md:4: the configuration 'a' asks for 'column_names', which is not understood. Files that need no more than data_files, "
            + "data_dir, sep and features were expected. Name the data files themselves (DatasetFiles.Train), with the options that "
            + "they need.",
            Fault("configs:\n- config_name: a\n  column_names: [x]"));

    [Theory]
    [InlineData("../../etc/passwd", "this leads out of its folder. A path in the repository")]
    [InlineData("data/../../x.csv", "this leads out of its folder. A path in the repository")]
    [InlineData("/etc/passwd", "this is a path of a machine. A path in the repository, with slashes,")]
    [InlineData("~/x.csv", "this is a path of a machine. A path in the repository, with slashes,")]
    [InlineData("C:/x.csv", "this is a path of a machine. A path in the repository, with slashes,")]
    [InlineData(@"..\x.csv", "this is a path of a machine. A path in the repository, with slashes,")]
    [InlineData("https://example.org/x.csv", "this is an address. A file of the repository")]
    [InlineData("hf://datasets/a/b/x.csv", "this is an address. A file of the repository")]
    [InlineData("file:///etc/passwd", "this is an address. A file of the repository")]
    [InlineData("zip://x.csv::https://example.org/a.zip", "this is an address. A file of the repository")]
    [InlineData("data/**.csv", "'**' is a part of a name in it. '**' as a whole folder ('**/*.csv')")]
    public void Read_PathThatLeadsElsewhere_IsRefusedByName(string path, string why) =>
        Assert.Equal(
            $"README.md:4: '{path}': {why} was expected. Correct the card; where it is not yours, fetch the files yourself and name them "
            + "(DatasetFiles.Train).",
            Fault($"configs:\n- config_name: a\n  data_files: '{path}'"));

    [Fact]
    public void Default_IsTheOnlyOneOrTheOneThatSaysSo()
    {
        Assert.Equal("a", Read("configs:\n- config_name: a").Default!.Name);
        Assert.Null(Read("configs:\n- config_name: a\n- config_name: b").Default);
        Assert.Equal("default", Read("configs:\n- config_name: a\n- config_name: default").Default!.Name);
        Assert.Equal(
            "README.md:4: 'a' and 'default' are both the default configuration. One at most was expected." + Advice,
            Assert.Throws<DataException>(() => Read("configs:\n- {config_name: a, default: true}\n- config_name: default").Default)
                .Message);
    }

    [Fact]
    public void Read_NoFrontMatter_SaysNothing()
    {
        Assert.Empty(DatasetCard.Read("# Emotion\n", "README.md").Configurations);
        Assert.Empty(DatasetCard.Read("", "README.md").Configurations);
        Assert.Empty(DatasetCard.Read("---\n# A rule, and a page\n", "README.md").Configurations);
        Assert.Single(DatasetCard.Read("\uFEFF---\r\nconfigs:\r\n- config_name: a\r\n---\r\n# x", "README.md").Configurations);
        Assert.Equal(
            "README.md:1: the card's metadata begin here and have no end. A second line --- was expected. Add it; where the file is not "
            + "yours, name the data files themselves (DatasetFiles.Train).",
            Assert.Throws<DataException>(() => DatasetCard.Read("---\nconfigs:\n- config_name: a\n", "README.md")).Message);
    }

    private static string Labelled(string names) =>
        $"dataset_info:\n  features:\n  - name: label\n    dtype:\n      class_label: {{{names}}}".Replace(
            "class_label: {", "class_label:\n        ", StringComparison.Ordinal)[..^1];

    private static DatasetCard Read(string yaml) => DatasetCard.Read($"---\n{yaml}\n---\n# A dataset\n", "README.md");

    private static string Fault(string yaml) => Assert.Throws<DataException>(() => Read(yaml)).Message;
}
