using Matiz.Data;
using Matiz.Testing;

namespace Matiz.Tests.Data;

public sealed class DatasetRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_SharedEmotion_HasItsSplitsAndNames()
    {
        if (!SharedFiles.SharedExists) Assert.Skip("the shared data are not beside the repository");
        string folder = SharedFiles.Shared("hub/datasets/dair-ai/emotion");
        var data = Dataset.Load(folder);
        Assert.Equal(["train", "validation", "test"], data.Keys);
        Assert.Equal([16_000, 2_000, 2_000], data.Values.Select(split => split.Count));
        Assert.Equal(["sadness", "joy", "love", "anger", "fear", "surprise"], data.Labels!.Names);
        Assert.Equal(new DatasetOrigin(folder, "split"), data.Origin);
        var files = Dataset.Load(SharedFiles.Shared("data/emotion/train.csv"), options: new DataOptions { LabelNames = data.Labels.Names });
        Assert.Equal(files["train"].Select(row => (row.Text, row.Label)), data["train"].Select(row => (row.Text, row.Label)));
        Assert.DoesNotContain(data.Warnings, warning => warning.Contains("card", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_NumbersNamedByTheCard_HaveItsNames()
    {
        Card("'0': sadness", "'1': joy", "'2': love");
        Csv("train", "a,1", "b,0", "c,1");
        Csv("test", "d,2", "e,-1", "f,");
        var data = Dataset.Load(_folder.Path);
        Assert.Equal(["sadness", "joy", "love"], data.Labels!.Names);
        Assert.Equal("joy sadness joy", Names(data, "train"));
        Assert.Equal("love none none", Names(data, "test"));                  // published without answers
        Assert.Equal(["train: no row has the label 'love' that the card names. The model will not learn it. Add rows, or leave it out."],
            data.Warnings);
        Assert.Equal(1, data.Summary.Splits["test"].Labels!["love"]);
    }

    [Fact]
    public void Load_NamesThatAreNumbers_AreReadByAllRows()
    {
        Card("'0': '1'", "'1': '2'", "'2': '3'");
        Csv("train", "a,0", "b,1", "c,2");
        Assert.Equal("1 2 3", Names(Dataset.Load(_folder.Path), "train"));
        Csv("train", "a,1", "b,2", "c,3");
        Assert.Equal("1 2 3", Names(Dataset.Load(_folder.Path), "train"));
        Csv("train", "a,1", "b,2", "c,1");
        Assert.Contains("may mean '1' or '2'", Fault(() => Dataset.Load(_folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LabelThatTheCardDoesNotName_IsRefused()
    {
        Card("'0': sadness", "'1': joy");
        Csv("train", "a,1", "b,0", "c,2");
        Assert.Equal(
            $"{Path.Join(_folder.Path, "train.csv")}:4: the label '2' is none of those that the dataset's card names. Expected 'sadness', "
            + "'joy', or an index from 0 to 1. Correct the row or the card.",
            Fault(() => Dataset.Load(_folder.Path)));
    }

    [Fact]
    public void Load_FilesAndCardThatDiffer_AreRefused()
    {
        if (!SharedFiles.SharedExists) Assert.Skip("the shared data are not beside the repository");
        string shared = SharedFiles.Shared("hub/datasets/dair-ai/emotion");
        _folder.Write("test.parquet", File.ReadAllBytes(Path.Join(shared, "split", "test-00000-of-00001.parquet")));
        Card("'0': joy", "'1': sadness", "'2': love", "'3': anger", "'4': fear", "'5': surprise");
        string fault = Fault(() => Dataset.Load(_folder.Path));
        Assert.StartsWith(
            $"{Path.Join(_folder.Path, "test.parquet")}: the file names the classes of 'label' 'sadness', 'joy', 'love', 'anger', 'fear', "
            + $"'surprise', but the card ({Path.Join(_folder.Path, "README.md")}) 'joy', 'sadness',",
            fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ConfigurationsOfACard_AreChosenByName()
    {
        _folder.Write("README.md", "---\nconfigs:\n- config_name: en\n  data_dir: en\n- config_name: es\n  data_files: es/*.csv\n---\n");
        _folder.Write("en/train.csv", "text,label\na,x\nb,y\n");
        _folder.Write("es/uno.csv", "text,label\nc,x\nd,y\n");
        _folder.Write("es/dos.csv", "text,label\ne,x\n");
        Assert.Equal(
            $"{_folder.Path}: the dataset has 2 configurations, and none of them is the default: 'en', 'es'. The name of one was expected. "
            + "Give DatasetRequest.Configuration.",
            Fault(() => Dataset.Load(_folder.Path)));
        Assert.Equal(
            $"{_folder.Path}: the dataset has no configuration 'fr'. Expected 'en', 'es'. Correct DatasetRequest.Configuration.",
            Fault(() => Dataset.Load(_folder.Path, configuration: "fr")));
        Assert.Equal("DatasetRequest.Configuration", Assert.Throws<DataException>(() => Dataset.Load(_folder.Path)).Property);
        var spanish = Dataset.Load(_folder.Path, configuration: "es");
        Assert.Equal("e c d", string.Join(' ', spanish["train"].Select(row => row.Text)));           // ordinal: dos, uno
        Assert.Equal("es", spanish.Origin!.Configuration);
        Assert.Equal("a b", string.Join(' ', Dataset.Load(_folder.Path, configuration: "en")["train"].Select(row => row.Text)));
    }

    [Fact]
    public void Load_FilesThatTheCardNamesAndThatAreNotThere_AreRefused()
    {
        _folder.Write("train.csv", "text,label\na,x\nb,y\n");
        _folder.Write(
            "README.md",
            "---\nconfigs:\n- config_name: a\n  data_files:\n  - split: train\n    path: train.csv\n  - split: test\n    path: "
            + "test.csv\n---\n");
        string card = Path.Join(_folder.Path, "README.md");
        Assert.Equal(
            $"{card}:7: the split 'test' of 'a' names 'test.csv', which is not there. A file of {_folder.Path} was expected. "
            + "Put it there, or "
            + "correct the card.",
            Fault(() => Dataset.Load(_folder.Path)));
        _folder.Write("README.md", "---\nconfigs:\n- config_name: a\n  data_files: 'x-*'\n---\n");
        Assert.Equal(
            $"{card}:4: no file matches what the split 'train' of 'a' names (x-*). At least one file of {_folder.Path} was expected. "
            + "Put it there, or correct the card.",
            Fault(() => Dataset.Load(_folder.Path)));
    }

    [Fact]
    public void Load_CardThatCountsOtherRows_Warns()
    {
        _folder.Write("train.csv", "text,label\na,x\nb,y\n");
        _folder.Write("README.md", "---\ndataset_info:\n  splits:\n  - name: train\n    num_examples: 3\n---\n");
        Assert.Equal(
            ["train: 2 rows were read, but the card says 3. Kept; one of them is old."], Dataset.Load(_folder.Path).Warnings);
    }

    [Fact]
    public void Load_OtherSplits_AreKept()
    {
        Card("'0': neg", "'1': pos");
        Csv("data/train-00000-of-00001", "a,1", "b,0");
        Csv("data/unsupervised-00000-of-00001", "c,-1", "d,-1");
        var data = Dataset.Load(_folder.Path);
        Assert.Equal(["train", "unsupervised"], data.Keys);
        Assert.Equal("none none", Names(data, "unsupervised"));
    }

    [Fact]
    public void Load_OlderInfos_NameTheClasses()
    {
        _folder.Write("dataset_infos.json", """{"me--x": {"features": {"label": {"names": ["neg", "pos"], "_type": "ClassLabel"}}}}""");
        Csv("train", "a,1", "b,0");
        Assert.Equal(["neg", "pos"], Dataset.Load(_folder.Path).Labels!.Names);
    }

    [Fact]
    public void LoadForJob_TakesWhatAJobNeeds()
    {
        Card("'0': neg", "'1': pos");
        Csv("data/train-00000-of-00001", [.. Enumerable.Range(0, 20).Select(i => $"t{i},{i % 2}")]);
        Csv("data/test-00000-of-00001", "a,1", "b,-1");
        Csv("data/extra-00000-of-00001", "c,0");
        var data = DatasetRepository.Open(new DatasetRequest(_folder.Path)).LoadForJob(new DatasetFiles());
        Assert.Equal(["train", "validation", "test"], data.Keys);
        Assert.Equal([18, 2, 1], data.Values.Select(split => split.Count));
        Assert.Equal(new ValidationSplit(0.1, 42, Stratified: true), data.ValidationSplit);
        Assert.Equal(
            [
                $"{_folder.Path}: not used: the split 'extra'.",
                "labels are read as indices: 0 is 'neg', 1 is 'pos'.",
                "test: 1 of 2 rows has no label and is left out.",
                $"{_folder.Path}: it has no validation rows; 2 of its training rows are taken for them.",
            ],
            data.Notes);
        var same = Dataset.Load(
            new DatasetFiles { Train = [Path.Join(_folder.Path, "data/train-00000-of-00001.csv")] },
            new DataOptions { LabelNames = ["neg", "pos"] });
        Assert.Equal(same["validation"], data["validation"]);
    }

    [Fact]
    public void LoadForJob_SplitsByOtherNames_AreSaidOrTold()
    {
        _folder.Write(
            "README.md",
            "---\nconfigs:\n- config_name: a\n  data_files:\n  - {split: train, path: t.csv}\n  - {split: dev, path: d.csv}\n"
            + "  - {split: test_matched, path: m.csv}\n---\n");
        _folder.Write("t.csv", "text,label\na,x\nb,y\n");
        _folder.Write("d.csv", "text,label\nc,x\n");
        _folder.Write("m.csv", "text,label\nd,y\n");
        var data = DatasetRepository.Open(new DatasetRequest(_folder.Path)).LoadForJob(new DatasetFiles());
        Assert.Equal(["train", "validation"], data.Keys);
        Assert.Equal(new RowSource("validation", Path.Join(_folder.Path, "d.csv"), 2), data["validation"][0].Source);
        Assert.Equal(
            [$"{_folder.Path}: its split 'dev' is taken for validation.", $"{_folder.Path}: not used: the split 'test_matched'."],
            data.Notes);
        var told = new DatasetRequest(_folder.Path)
        {
            Splits = new Dictionary<string, string>(StringComparer.Ordinal) { ["test"] = "test_matched" },
        };
        Assert.Equal(["train", "validation", "test"], DatasetRepository.Open(told).LoadForJob(new DatasetFiles()).Keys);
        Assert.Equal("test_matched", DatasetRepository.Open(told).SplitToMeasure(out string? note));
        Assert.Equal($"{_folder.Path}: measured on its split 'test_matched'.", note);
    }

    [Fact]
    public void LoadForJob_TrainingRowWithoutLabel_IsRefused()
    {
        Card("'0': neg", "'1': pos");
        Csv("train", "a,1", "b,-1", "c,0", "d,-1");
        Assert.StartsWith(
            $"{Path.Join(_folder.Path, "train.csv")}:3: the row has no label, like 1 more of the 4 rows of train. "
            + "Labels were expected to train on.",
            Fault(() => DatasetRepository.Open(new DatasetRequest(_folder.Path)).LoadForJob(new DatasetFiles())), StringComparison.Ordinal);
        Assert.Equal(2, Dataset.Load(_folder.Path)["train"].Filter(row => row.Label.Kind != LabelKind.None).Count);
    }

    [Fact]
    public void LoadForJob_TestWithoutAColumnOfLabels_IsLeftOut()
    {
        Csv("train", [.. Enumerable.Range(0, 10).Select(i => $"t{i},{(i % 2 == 0 ? "x" : "y")}")]);
        _folder.Write("test.csv", "text\na\nb\n");
        var data = DatasetRepository.Open(new DatasetRequest(_folder.Path)).LoadForJob(new DatasetFiles());
        Assert.Equal(["train", "validation"], data.Keys);
        Assert.Contains("test: none of its 2 rows has a label, so nothing is measured on it.", data.Notes);
    }

    [Fact]
    public void ReadLabelled_NumbersOfACard_AreTheClassesOfAModelByTheirNames()
    {
        Card("'0': neg", "'1': pos");
        Csv("train", "a,1", "b,0");
        Csv("test", "c,1", "d,-1", "e,0", "f,");
        var dataset = DatasetRepository.Open(new DatasetRequest(_folder.Path));
        Assert.Equal("test", dataset.SplitToMeasure(out string? note));
        Assert.Null(note);
        var found = new RowsRead();
        var model = new ClassLabel(["pos", "neg"]);                            // another order than the card's
        var rows = RowReader.ReadLabelled(
            dataset.Sources("test"), model, ProblemType.SingleLabelClassification, dataset.Options, found, "test").ToList();
        Assert.Equal(["c pos", "e neg"], rows.Select(row => $"{row.Text} {model.NameOf(row.Label.Index)}"));
        Assert.Equal(2, found.Unlabelled);
    }

    [Fact]
    public void ReadLabelled_NumberThatIsNameAndIndex_IsAskedAbout()
    {
        Card("'0': '1'", "'1': '2'");
        Csv("train", "a,0", "b,1");
        Csv("test", "c,1");
        var dataset = DatasetRepository.Open(new DatasetRequest(_folder.Path));
        Assert.Equal(
            $"{Path.Join(_folder.Path, "test.csv")}:2: the label '1' may be the name of a class of the dataset's card or the index of '2'. "
            + "One reading was expected. Say which with DataOptions.LabelReading = names|indices.",
            Fault(() => RowReader.ReadLabelled(
                dataset.Sources("test"), new ClassLabel(["1", "2"]), ProblemType.SingleLabelClassification, dataset.Options).ToList()));
    }

    [Fact]
    public void Load_SeveralTextColumns_AreAskedAbout()
    {
        _folder.Write("train.csv", "sentence,review,label\na,b,x\nc,d,y\n");
        Assert.Equal(
            $"{Path.Join(_folder.Path, "train.csv")}:1: several columns may be the text: 'sentence', 'review' (the columns are 'sentence', "
            + "'review', 'label'). One was expected. Say which with DataOptions.TextColumn.",
            Fault(() => Dataset.Load(_folder.Path)));
        var pairs = Dataset.Load(_folder.Path, options: new DataOptions { TextColumn = "sentence", TextPairColumn = "review" });
        Assert.Equal("b", pairs["train"][0].TextPair);
    }

    [Fact]
    public void Load_SavedByPython_HasTheSplitsOfItsFolders()
    {
        _folder.Write("dataset_dict.json", """{"splits": ["train", "test"]}""");
        foreach (string split in (string[])["train", "test"])
        {
            _folder.Write($"{split}/data.jsonl", "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"b\", \"label\": \"y\"}\n");
            _folder.Write($"{split}/state.json", "{}");
            _folder.Write($"{split}/dataset_info.json", "{}");
        }

        Assert.Equal(["train", "test"], Dataset.Load(_folder.Path).Keys);
    }

    [Fact]
    public void Load_SeveralLabelsARow_HaveTheNamesOfTheCard()
    {
        _folder.Write(
            "README.md",
            "---\ndataset_info:\n  features:\n  - name: labels\n    sequence:\n      class_label:\n        names: {'0': a, '1': "
            + "b}\n---\n");
        _folder.Write(
            "train.jsonl",
            "{\"text\": \"x\", \"labels\": [0, 1]}\n{\"text\": \"y\", \"labels\": []}\n{\"text\": \"z\", \"labels\": [1]}\n");
        var data = Dataset.Load(_folder.Path, options: new DataOptions { ProblemType = ProblemType.MultiLabelClassification });
        Assert.Equal(["[0, 1]", "[]", "[1]"], data["train"].Select(row => row.Label.ToString()));
        Assert.Equal(["a", "b"], data.Labels!.Names);
    }

    [Fact]
    public void Load_Numbers_AreLearnedAsSuch()
    {
        _folder.Write("train.csv", "text,label\na,0.5\nb,1.5\n");
        _folder.Write("test.csv", "text,label\nc,\n");
        var data = Dataset.Load(_folder.Path, options: new DataOptions { ProblemType = ProblemType.Regression });
        Assert.Equal([0.5f, 1.5f], data["train"].Select(row => row.Label.Value));
        Assert.Equal(Label.None, data["test"][0].Label);
    }

    [Theory]
    [InlineData("./no-such-folder", "./no-such-folder: there is no such folder, and this can only be a path.")]
    [InlineData("a/b/c", "a/b/c: there is no such folder, and this can only be a path.")]
    public void Open_PathThatIsNotThere_IsNoId(string name, string message) =>
        Assert.StartsWith(message, Fault(() => DatasetRepository.Open(new DatasetRequest(name))), StringComparison.Ordinal);

    [Fact]
    public void Load_DatasetBesideAFile_IsRefused() => Assert.Equal(
        "'nyu-mll/glue' is no file, but a dataset, and 'mrpc' stands beside it. A dataset alone, or files, were expected. "
        + "For a configuration "
        + "write Dataset.Load(dataset, configuration: name).",
        Fault(() => Dataset.Load("nyu-mll/glue", "mrpc")));

    [Fact]
    public void IsDataset_TellsFilesFromDatasets()
    {
        Assert.True(DatasetName.IsDataset(_folder.Path));
        Assert.True(DatasetName.IsDataset("dair-ai/emotion"));
        Assert.True(DatasetName.IsDataset("emotion"));
        Assert.All(["train.csv", "data/train.jsonl.gz", "data/*", "-", "./x", "a/b/c"], word => Assert.False(DatasetName.IsDataset(word)));
        Assert.False(DatasetName.IsDataset(_folder.Write("rows", "x")));
    }

    private void Card(params string[] names) => _folder.Write("README.md",
        "---\ndataset_info:\n  features:\n  - name: text\n    dtype: string\n  - name: "
        + "label\n    dtype:\n      class_label:\n        names:\n"
        + string.Concat(names.Select(name => $"          {name}\n")) + "---\n# A dataset\n");

    private void Csv(string name, params string[] rows) =>
        _folder.Write(name + ".csv", "text,label\n" + string.Concat(rows.Select(row => row + "\n")));

    private static string Names(DatasetDict data, string split) => string.Join(' ', data[split].Select(row =>
        row.Label.Kind == LabelKind.None ? "none" : data.Labels!.NameOf(row.Label.Index)));

    private static string Fault(Func<object> load) => Assert.Throws<DataException>(load).Message;
}
