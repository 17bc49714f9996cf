using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

/// <summary>Models whose settings, labels or parts do not agree with each other or with the rows.</summary>
public sealed class ModelsThatDisagreeTests : IDisposable
{
    private static readonly string[] Names = ["sadness", "joy", "love", "anger", "fear", "surprise"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void RegressionOfSeveralOutputs_IsRefusedByEveryCommand_AndInfoListsIt()
    {
        string folder = Changed(config => config["problem_type"] = "regression");
        string rows = _workspace.Write("rows.csv", "text,label\na,1\nb,2\n");

        foreach (string[] command in (string[][])[["predict", folder, "a"], ["evaluate", folder, "--test", rows]])
        {
            var run = CliRun.Of(command);
            Assert.Equal(2, run.Code);
            Assert.Contains("'problem_type' is regression, but the model has 6 outputs. One output", run.Error, StringComparison.Ordinal);
        }

        Assert.Contains("but the model has 6 outputs", Assert.Single(Problems(folder)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("single_label_classification", "indices")]
    [InlineData("multi_label_classification", "flags")]
    public void NumbersInAnotherOrderThanTheModels_AreRefused_InTheModelsOrderTheyTrain(string problemType, string reading)
    {
        string folder = Changed(config => config["problem_type"] = problemType);
        string rows = reading is "indices"
            ? _workspace.Write("rows.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"a {i},{i % 6}\n")))
            : _workspace.Write("rows.jsonl", string.Concat(
                Enumerable.Range(0, 12).Select(i => $"{{\"text\":\"a {i}\",\"label\":{Flags(i)}}}\n")));
        string[] train = [.. Train(rows, folder), "--problem-type", problemType];

        var other = CliRun.Of([.. train, "--labels", string.Join(',', Names.Reverse())]);
        Assert.Equal(2, other.Code);
        Assert.StartsWith(
            $"matiz: the labels of the rows are {reading} in the order of --labels ('surprise', ", other.Error, StringComparison.Ordinal);
        Assert.Contains("but the model has the order 'sadness', 'joy', ", other.Error, StringComparison.Ordinal);
        Assert.Contains("Give --labels in the model's order and rows", other.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("run")));
        CliRun.Of([.. train, "--labels", string.Join(',', Names)]).Succeeded();
    }

    [Fact]
    public void EpsilonBelowZero_IsRefusedByName_AndInfoListsIt()
    {
        string folder = Changed(config => config["layer_norm_eps"] = -1);

        var run = CliRun.Of("predict", folder, "a");
        Assert.Equal(2, run.Code);
        Assert.Contains("'layer_norm_eps' is -1, expected a number from 0.", run.Error, StringComparison.Ordinal);
        Assert.Contains("'layer_norm_eps' is -1", Assert.Single(Problems(folder)), StringComparison.Ordinal);
        CliRun.Of("predict", Changed(config => config["layer_norm_eps"] = 0), "a").Succeeded();
    }

    [Fact]
    public void TrainingOnFromSavedFeatures_WarnsOfTheHeadThatIsNotUsed_AndKeepsTheOrderOfLabels()
    {
        CliRun.Of(_workspace.FeaturesArguments("features", "--no-report", "--save-model", "--labels", "joy,fear,anger")).Succeeded();

        var run = CliRun.Of(Train(_workspace.Train, _workspace.Path("features"))).Succeeded();

        Assert.Contains("warning: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            "(the logistic regression of 2_Dense is not used, a new head is made); train before use.", run.Error, StringComparison.Ordinal);
        Assert.Contains("the labels keep the order of the model: 'joy', 'fear', 'anger'.", run.Error, StringComparison.Ordinal);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(_workspace.Path("run"), "config.json")))!;
        Assert.Equal("joy", config["id2label"]!["0"]!.GetValue<string>());
    }

    [Fact]
    public void DenseLayerThatIsNoHead_PredictSaysWhatDisagrees()
    {
        CliRun.Of(_workspace.FeaturesArguments("features", "--no-report", "--save-model")).Succeeded();
        string folder = _workspace.Path("features");
        string dense = Path.Combine(folder, "2_Dense", "config.json"), modules = Path.Combine(folder, "modules.json");
        string config = Path.Combine(folder, "config.json");

        foreach (var (file, from, to, message) in ((string, string, string, string)[])[
            (dense, "linear.Identity", "activation.Tanh", "'activation_function' is torch.nn.modules.activation.Tanh. "),
            (config, "\"id2label\"", "\"ids\"", "'out_features' is 3, but config.json ('id2label') names no labels. "),
            (dense, "\"out_features\": 3", "\"out_features\": 4", "'out_features' is 4, but config.json ('id2label') names 3 labels. "),
            (modules, "\n]", ",{\"idx\":3,\"name\":\"3\",\"path\":\"\",\"type\":\"x.Normalize\"}]", "behind Dense comes Normalize. ")])
        {
            string whole = File.ReadAllText(file);
            Assert.Contains(from, whole, StringComparison.Ordinal);
            File.WriteAllText(file, whole.Replace(from, to, StringComparison.Ordinal));
            var run = CliRun.Of("predict", folder, "a");
            Assert.Equal(2, run.Code);
            string place = file == config ? dense : file;
            Assert.StartsWith($"matiz: {place}: {message}", run.Error, StringComparison.Ordinal);
            File.WriteAllText(file, whole);
        }

        CliRun.Of("predict", folder, "a").Succeeded();
    }

    [Fact]
    public void LabelThatDiffersInUnicodeFormAlone_IsSaid()
    {
        string folder = Changed(config => config["id2label"]!["1"] = "caf\u00e9");
        string rows = _workspace.Write("rows.csv", "text,label\na,cafe\u0301\nb,love\n");

        var run = CliRun.Of("evaluate", folder, "--test", rows);
        Assert.Equal(2, run.Code);
        Assert.Contains("It differs from 'caf\u00e9' only in its Unicode form", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NameWithBlanksAroundIt_IsFoundByRowsWithAndWithoutThem_AndKeepsTheHead()
    {
        string folder = Changed(config => config["id2label"]!["1"] = "joy ");
        string rows = _workspace.Write("rows.jsonl", "{\"text\":\"a\",\"label\":\"joy \"}\n{\"text\":\"b\",\"label\":\"joy\"}\n");
        CliRun.Of("evaluate", folder, "--test", rows).Succeeded();
        string all = _workspace.Write(
            "all.csv", "text,label\n" + string.Concat(Names.Select(name => $"a {name},{name}\nb {name},{name}\n")));

        var train = CliRun.Of(Train(all, folder)).Succeeded();
        Assert.DoesNotContain("initialised", train.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralClassesOfWhichAnotherTasksIsFirst_InfoListsWhatPredictRefuses()
    {
        string folder = Changed(config => config["architectures"] =
            new JsonArray("BertForTokenClassification", "BertForSequenceClassification"));

        Assert.Equal(2, CliRun.Of("predict", folder, "a").Code);
        Assert.Contains(
            "'architectures' names BertForTokenClassification first", Assert.Single(Problems(folder)), StringComparison.Ordinal);
    }

    private static string Flags(int row) => $"[{string.Join(',', Enumerable.Range(0, 6).Select(k => k == row % 6 ? 1 : 0))}]";

    private string[] Train(string rows, string model) =>
        [
            "train", "--train", rows, "--validation", rows, "--model", model, "--output", _workspace.Path("run"),
            "--max-steps", "1", "--no-report",
        ];

    private static IEnumerable<string> Problems(string folder) =>
        CliRun.Of("info", folder, "--json").Succeeded().Json["problems"]!.AsArray().Select(problem => problem!.GetValue<string>());

    private string Changed(Action<JsonObject> change)
    {
        string folder = _workspace.CopyModel(Path.GetRandomFileName(), Workspace.TinyClassifier);
        string path = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
        return folder;
    }
}
