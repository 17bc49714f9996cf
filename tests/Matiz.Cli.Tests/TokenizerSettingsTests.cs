using System.Text.Json.Nodes;
using Matiz.Testing;

namespace Matiz.Cli.Tests;

/// <summary>What <c>info</c> says of a tokenizer's settings, and what a saved folder states.</summary>
public sealed class TokenizerSettingsTests : IDisposable
{
    private readonly Workspace _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public void Info_SaysWhichSettingsGoBeforeTokenizerJson()
    {
        var folder = new TokenizerFolder(_space)
            .Edit("tokenizer_config.json", json => (json["tokenizer_class"], json["do_lower_case"]) = ("BertTokenizer", false));

        var tokenizer = CliRun.Of("info", folder.Path, "--json").Succeeded().Json["tokenizer"]!;

        Assert.Equal("BertTokenizer", tokenizer["class"]!.GetValue<string>());
        Assert.StartsWith(
            "do_lower_case false goes before lowercase true of tokenizer.json", tokenizer["notes"]!.GetValue<string>(),
            StringComparison.Ordinal);
        Assert.Contains("do_lower_case false goes before", CliRun.Of("info", folder.Path).Succeeded().Output, StringComparison.Ordinal);
        Assert.Null(CliRun.Of("info", Workspace.TinyClassifier, "--json").Succeeded().Json["tokenizer"]!["notes"]);
    }

    [Theory]
    [InlineData("""["input_ids","attention_mask"]""", "input_ids, attention_mask (stated)", "[0,0,0,0,0]")]
    [InlineData("""["input_ids","token_type_ids","attention_mask"]""", "input_ids, token_type_ids, attention_mask (stated)", "[0,0,0,1,1]")]
    [InlineData(null, "input_ids, token_type_ids, attention_mask (as the class has them)", "[0,0,0,1,1]")]
    public void ModelInputNames_AreHonouredAndSaid(string? names, string said, string types)
    {
        var folder = new TokenizerFolder(_space);
        if (names is not null) folder.Edit("tokenizer_config.json", json => json["model_input_names"] = JsonNode.Parse(names));

        Assert.Equal(
            said, CliRun.Of("info", folder.Path, "--json").Succeeded().Json["tokenizer"]!["model_input_names"]!.GetValue<string>());
        var line = CliRun.WithInput("{\"text\":\"a\",\"text_pair\":\"b\"}\n", "tokenize", folder.Path, "-", "--json")
            .Succeeded().JsonLines[0];
        Assert.Equal(types, line["type_ids"]!.ToJsonString());
    }

    [Fact]
    public void TrainedFolder_StatesTheInputsOfItsModel()
    {
        CliRun.Of(_space.TrainArguments("run", "--no-report")).Succeeded();

        string file = File.ReadAllText(Path.Combine(_space.Path("run"), "tokenizer_config.json"));

        string source = File.ReadAllText(Path.Combine(Workspace.TinyModel, "tokenizer_config.json"));
        Assert.Equal(
            source.Replace(
                "\n}", ",\n  \"model_input_names\": [\"input_ids\", \"token_type_ids\", \"attention_mask\"]\n}", StringComparison.Ordinal),
            file);
    }

    [Fact]
    public void ModelWithoutSegments_IsSaidAndSavedWithoutThem_WhateverItsClassHas()
    {
        string source = _space.CopyModel("distilbert", SharedFiles.Golden("tiny/distilbert/base"));
        string settings = Path.Combine(source, "tokenizer_config.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("TokenizersBackend", "BertTokenizer", StringComparison.Ordinal));

        CliRun.Of([.. _space.TrainArguments("run", "--no-report").Select(word => word == Workspace.TinyModel ? source : word)]).Succeeded();

        Assert.Equal(
            "input_ids, attention_mask (as the class has them, without token_type_ids, which the model does not take)",
            CliRun.Of("info", source, "--json").Succeeded().Json["tokenizer"]!["model_input_names"]!.GetValue<string>());
        var saved = JsonNode.Parse(File.ReadAllText(Path.Combine(_space.Path("run"), "tokenizer_config.json")))!;
        Assert.Equal("""["input_ids","attention_mask"]""", saved["model_input_names"]!.ToJsonString());
        Assert.Equal(
            "input_ids, attention_mask (stated)",
            CliRun.Of("info", _space.Path("run"), "--json").Succeeded().Json["tokenizer"]!["model_input_names"]!.GetValue<string>());
    }
}
