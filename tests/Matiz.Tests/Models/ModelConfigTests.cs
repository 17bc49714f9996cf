using System.Text;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Models;
using Matiz.Testing;

namespace Matiz.Tests.Models;

public sealed class ModelConfigTests
{
    private const string File = "folder/config.json";

    public static TheoryData<string> Folders =>
        [.. Directory.EnumerateFiles(SharedFiles.Golden("tiny"), "config.json", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void ToJson_OfEveryConfig_IsTheFile(string folder) =>
        Assert.Equal(System.IO.File.ReadAllText(Path.Combine(folder, "config.json")), ModelConfig.Load(folder).ToJson());

    [Fact]
    public void ToJson_KeepsUnknownKeysOrderAndSpellingOfNumbers()
    {
        const string Json = "{\n  \"zeta\": 1e-12,\n  \"alpha\": 1.50,\n  \"own\": {\n    \"ключ\": "
            + "[\n      null,\n      true\n    ]\n  }\n}\n";

        Assert.Equal(Json, Parse(Json).ToJson());
    }

    [Fact]
    public void Save_WritesTheFile()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        var config = ModelConfig.Load(folder.Path).With("own_key", JsonValue.Create("kept"));

        config.Save(folder.Path);

        Assert.Equal("kept", ModelConfig.Load(folder.Path).GetString("own_key", null));
        Assert.Equal(["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"],
            Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_SortedKeys_PutsANewOneInItsPlace()
    {
        Assert.Equal(["a", "b", "c"], KeysOf(Parse("""{"a":1,"c":3}""").With("b", 2)));
        Assert.Equal(["c", "a", "b"], KeysOf(Parse("""{"c":3,"a":1}""").With("b", 2)));
        Assert.Equal(["c"], KeysOf(Parse("""{"a":1,"c":3}""").With("a", null)));
    }

    [Theory]
    [InlineData("""{}""", "LABEL_0,LABEL_1")]
    [InlineData("""{"num_labels":3}""", "LABEL_0,LABEL_1,LABEL_2")]
    [InlineData("""{"id2label":{"1":"b","0":"a"},"num_labels":7}""", "a,b")]
    [InlineData(
        """{"id2label":{"10":"k","0":"a","1":"b","2":"c","3":"d","4":"e","5":"f","6":"g","7":"h","8":"i","9":"j"}}""",
        "a,b,c,d,e,f,g,h,i,j,k")]
    [InlineData("""{"label2id":{"b":0,"a":1}}""", "b,a")]
    [InlineData("""{"id2label":null,"label2id":null}""", "LABEL_0,LABEL_1")]
    [InlineData("""{"id2label":{"0":1,"1":2.50,"2":-3}}""", "1,2.50,-3")]
    [InlineData("""{"id2label":{"0":false,"1":true}}""", "false,true")]
    [InlineData("""{"id2label":{"0":"a","1":"b","2":"a"}}""", "a,b,a")]
    [InlineData("""{"id2label":{"0":"x"},"id2label":{"0":"a","1":"b","1":"c"}}""", "a,c")]
    public void Labels_FollowTheReference(string json, string names)
    {
        var config = Parse(json);

        Assert.Equal(names.Split(','), config.Labels.Names);
        Assert.Equal(names.Split(',').Length, config.NumLabels);
    }

    [Fact]
    public void Labels_NameThatStandsTwice_IsKnownByItsIndexAlone()
    {
        var labels = Parse("""{"id2label":{"0":"a","1":"b","2":"a"}}""").Labels;

        Assert.Equal(["a"], labels.Repeated);
        Assert.Equal(["a (0)", "b", "a (2)"], labels.DistinctNames);
        Assert.False(labels.TryResolve("a", out _));
        Assert.True(labels.TryResolve("2", out int index));
        Assert.Equal(2, index);
    }

    [Fact]
    public void Parse_NumbersThatJsonHasNoWordFor_AreKept()
    {
        var config = Parse("""{"a":NaN,"b":[Infinity,-Infinity],"rate":0.5}""");

        Assert.Equal(
            "{\n  \"a\": NaN,\n  \"b\": [\n    Infinity,\n    -Infinity\n  ],\n  \"rate\": 0.5\n}\n", config.With("c", null).ToJson());
        Assert.Equal(
            "folder/config.json: 'a' is NaN, expected a number. Correct the file, or fetch it again.",
            Assert.Throws<ModelException>(() => config.GetSingle("a")).Message);
        Assert.Equal(
            "folder/config.json: 'a' is NaN, expected a text. Correct the file, or fetch it again.",
            Assert.Throws<ModelException>(() => config.GetString("a", null)).Message);
    }

    [Fact]
    public void Parse_BytesThatAreNoUtf8_NamesTheLine() =>
        Assert.Equal(
            "folder/config.json: line 2: the byte 0xE9 is no UTF-8; the file may be Latin-1. Expected JSON in UTF-8. "
                + "Save the file as UTF-8, or fetch it again.",
            Assert.Throws<ModelException>(() => ModelConfig.Parse([.. "{\n\"0\":\"trist"u8, 0xE9, .. "\"}"u8], File)).Message);

    [Theory]
    [InlineData("""{}""", "single_label_classification")]
    [InlineData("""{"id2label":{"0":"score"}}""", "regression")]
    [InlineData("""{"problem_type":null,"id2label":{"0":"score"}}""", "regression")]
    [InlineData("""{"problem_type":"multi_label_classification"}""", "multi_label_classification")]
    [InlineData("""{"problem_type":"regression"}""", "regression")]
    public void ProblemType_FollowsTheReference(string json, string expected) => Assert.Equal(expected, Parse(json).ProblemType.Name);

    [Fact]
    public void WithLabels_WritesWhatTheReferenceWrites()
    {
        var config = Parse("""{"a":1,"num_labels":5,"vocab_size":7}""")
            .WithLabels(new ClassLabel(["joy", "anger"]), ProblemType.SingleLabelClassification);

        Assert.Equal("""
            {
              "a": 1,
              "id2label": {
                "0": "joy",
                "1": "anger"
              },
              "label2id": {
                "anger": 1,
                "joy": 0
              },
              "problem_type": "single_label_classification",
              "vocab_size": 7
            }

            """, config.ToJson());
        Assert.Equal(["joy", "anger"], config.Labels.Names);
    }

    [Fact]
    public void WithLabels_TwoOfDefaultNames_AreNotWritten()
    {
        var config = Parse("""{"id2label":{"0":"x"},"label2id":{"x":0}}""")
            .WithLabels(new ClassLabel(["LABEL_0", "LABEL_1"]), ProblemType.MultiLabelClassification);

        Assert.Equal(["problem_type"], KeysOf(config));
        Assert.Equal(2, config.NumLabels);
    }

    [Fact]
    public void TypedValues_GiveTheFilesOrTheDefaults()
    {
        var config = Parse("""{"size":12,"eps":1e-6,"name":"x","flag":true,"nothing":null}""");

        Assert.Equal(12, config.GetInt32("size"));
        Assert.Equal(5, config.GetInt32("nothing", 5));
        Assert.Equal(1e-6f, config.GetSingle("eps"));
        Assert.Equal(0.25f, config.GetRate("absent", 0.25f));
        Assert.Equal("x", config.GetString("name", null));
        Assert.True(config.GetBoolean("flag", defaultValue: false));
        Assert.True(config.IsNull("nothing"));
        Assert.False(config.Contains("nothing"));
        Assert.False(config.IsNull("absent"));
    }

    [Theory]
    [InlineData(
        "{}",
        "folder/config.json: 'size' is missing, expected a whole number from 1. Was the file written for another architecture than ''?")]
    [InlineData(
        """{"size":"12"}""",
        """folder/config.json: 'size' is "12", expected a whole number from 1. Correct the file, or fetch it again.""")]
    [InlineData("""{"size":0}""", "folder/config.json: 'size' is 0, expected a whole number from 1. Correct the file, or fetch it again.")]
    [InlineData(
        """{"size":1.5}""",
        "folder/config.json: 'size' is 1.5, expected a whole number from 1. Correct the file, or fetch it again.")]
    [InlineData(
        """{"size":99999999999}""",
        "folder/config.json: 'size' is 99999999999, expected a whole number from 1. Correct the file, or fetch it again.")]
    public void GetInt32_OfSomethingElse_NamesKeyAndFile(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ModelException>(() => Parse(json).GetInt32("size", min: 1)).Message);

    [Theory]
    [InlineData(
        """{"rate":1}""",
        "folder/config.json: 'rate' is 1, expected a number from 0 to below 1. Correct the file, or fetch it again.")]
    [InlineData("""{"rate":1e99}""", "folder/config.json: 'rate' is 1e99, expected a number. Correct the file, or fetch it again.")]
    [InlineData("""{"rate":[0.1]}""", "folder/config.json: 'rate' is [0.1], expected a number. Correct the file, or fetch it again.")]
    public void GetRate_OfSomethingElse_NamesKeyAndFile(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ModelException>(() => Parse(json).GetRate("rate", 0)).Message);

    [Fact]
    public void GetString_AndBoolean_OfSomethingElse_NameKeyAndFile()
    {
        var config = Parse("""{"name":5,"flag":"yes"}""");

        Assert.Equal("folder/config.json: 'name' is 5, expected a text. Correct the file, or fetch it again.",
            Assert.Throws<ModelException>(() => config.GetString("name", null)).Message);
        Assert.Equal("""folder/config.json: 'flag' is "yes", expected true or false. Correct the file, or fetch it again.""",
            Assert.Throws<ModelException>(() => config.GetBoolean("flag", defaultValue: false)).Message);
    }

    [Theory]
    [InlineData(
        """{"id2label":{"0":"a","2":"b"}}""",
        "folder/config.json: 'id2label' has 2 labels but none of index 1, expected the indices 0 to 1. Correct the file.")]
    [InlineData(
        """{"label2id":{"a":1}}""",
        "folder/config.json: 'label2id' has 1 labels but none of index 0, expected the indices 0 to 0. Correct the file.")]
    [InlineData(
        """{"id2label":["a"]}""",
        """folder/config.json: 'id2label' is ["a"], expected an object of indices and names. Correct the file, or fetch it again.""")]
    [InlineData(
        """{"id2label":{"0":[1]}}""",
        """folder/config.json: 'id2label' is {"0":[1]}, expected an object of indices and names. Correct the file, or fetch it again.""")]
    [InlineData(
        """{"id2label":{"0":null}}""",
        """folder/config.json: 'id2label' is {"0":null}, expected an object of indices and names. Correct the file, or fetch it again.""")]
    [InlineData(
        """{"label2id":{"a":"x"}}""",
        """folder/config.json: 'label2id' is {"a":"x"}, expected an object of names and indices. Correct the file, or fetch it again.""")]
    [InlineData(
        """{"num_labels":2000000000}""",
        "folder/config.json: 'num_labels' is 2000000000, expected at most 100000. Correct the file, or fetch it again.")]
    public void Labels_ThatContradictThemselves_SaySo(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ModelException>(() => Parse(json).Labels).Message);

    [Fact]
    public void ProblemType_Unknown_ListsTheKnown() =>
        Assert.Equal(
            """folder/config.json: 'problem_type' is "ranking", expected single_label_classification, """
            + "multi_label_classification, regression. Correct the file, or fetch it again.",
            Assert.Throws<ModelException>(() => Parse("""{"problem_type":"ranking"}""").ProblemType).Message);

    [Theory]
    [InlineData("""{"a":}""", "folder/config.json: the file is no valid JSON (line 1, byte 6), expected one JSON object. Fetch it again.")]
    [InlineData("", "folder/config.json: the file is no valid JSON (line 1, byte 1), expected one JSON object. Fetch it again.")]
    [InlineData(
        """{"id2label":{"0":"\ud800"}}""",
        "folder/config.json: 'id2label.0' holds one half of a surrogate pair, which is no character. Expected JSON in UTF-8. "
        + "Save the file as UTF-8, or fetch it again.")]
    [InlineData(
        "<html>",
        "folder/config.json: this is a web page, expected one JSON object. The download got an error page: fetch the file again.")]
    [InlineData(
        "[1]", "folder/config.json: the file is valid JSON but no object, expected one with the settings of a model. Is it a config.json?")]
    [InlineData(
        "null",
        "folder/config.json: the file is valid JSON but no object, expected one with the settings of a model. Is it a config.json?")]
    public void Parse_NoObject_SaysWhereAndWhat(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ModelException>(() => Parse(json)).Message);

    [Fact]
    public void Parse_Utf8Mark_IsSkipped() => Assert.Equal("bert", Parse("\uFEFF{\"model_type\":\"bert\"}").ModelType);

    [Fact]
    public void Load_MissingFolderOrFile_SaysWhich()
    {
        string folder = Directory.CreateTempSubdirectory("matiz-config-").FullName;

        Assert.Equal(
            $"{folder}: there is no config.json, but a model folder needs one beside its weights. "
            + "Is this the folder of a model, and was it copied whole?",
            Assert.Throws<ModelException>(() => ModelConfig.Load(folder)).Message);
        Directory.Delete(folder);
        Assert.Equal($"{folder}: there is no such folder, expected a model folder with config.json and model.safetensors. Check the path.",
            Assert.Throws<ModelException>(() => ModelConfig.Load(folder)).Message);
    }

    private static ModelConfig Parse(string json) => ModelConfig.Parse(Encoding.UTF8.GetBytes(json), File);

    private static IEnumerable<string> KeysOf(ModelConfig config) => JsonNode.Parse(config.ToJson())!.AsObject().Select(pair => pair.Key);
}
