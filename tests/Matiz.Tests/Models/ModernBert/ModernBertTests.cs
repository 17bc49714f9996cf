using System.Text;
using System.Text.Json.Nodes;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models.ModernBert;

/// <summary>What ModernBERT's settings do beyond those of the tiny checkpoint, whose numbers are compared with those of all.</summary>
public sealed class ModernBertTests
{
    private const string Full = "full_attention", Sliding = "sliding_attention";

    public static TheoryData<string, string, string> RefusedSettings => new()
    {
        { "layer_types", """["full_attention", "sliding_attention"]""", "'layer_types' has 2 entries, expected 'full_attention' or" },
        { "layer_types", """["full_attention", "chunked_attention", "x", "y"]""", "'layer_types' has 'chunked_attention', expected" },
        { "layer_types", "3", "'layer_types' has 0 entries, expected" },
        { "rope_parameters", """{"rope_theta": 5000}""", "'rope_parameters' has 'rope_theta', expected 'full_attention' and" },
        { "rope_parameters", """{"full_attention": {"rope_type": "yarn", "rope_theta": 5}}""",
            "'rope_parameters.full_attention' has the type 'yarn', expected 'default'." },
        { "rope_parameters", """{"sliding_attention": {"rope_theta": -5}}""",
            "'rope_parameters.sliding_attention.rope_theta' is not above 0" },
        { "rope_parameters", """{"sliding_attention": {"rope_theta": "x"}}""",
            "'rope_parameters.sliding_attention.rope_theta' is \"x\", expected a number above 0." },
        { "rope_parameters", """{"sliding_attention": {"rope_theta": 10000, "partial_rotary_factor": 0.5}}""",
            "'rope_parameters.sliding_attention.partial_rotary_factor' is 0.5, expected 1." },
        { "rope_parameters", "7", "'rope_parameters.full_attention' has the type 'no object', expected 'default'." },
        { "rope_scaling", """{"type": "linear", "factor": 2.0}""", "'rope_scaling' has the type 'linear', expected 'default'." },
        { "classifier_pooling", "\"max\"", "'classifier_pooling' is 'max', expected 'cls' or 'mean'." },
        { "classifier_activation", "\"odd\"", "'classifier_activation' is 'odd', expected one of" },
        { "hidden_activation", "\"odd\"", "'hidden_activation' is 'odd', expected one of" },
        { "num_attention_heads", "32", "'num_attention_heads' is 32, which makes heads of 1 columns ('hidden_size' 32); an even" },
        { "local_attention", "-1", "'local_attention' is -1, expected a whole number from 0." },
        { "pad_token_id", "601", "'pad_token_id' is 601, expected a row of the table of words" },
    };

    [Theory]
    [MemberData(nameof(RefusedSettings))]
    public void FromPretrained_SettingThatThisVersionCannotHonour_IsRefusedByName(string key, string value, string message)
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("modernbert", ModelHead.SequenceClassification));
        folder.SetConfig(key, JsonNode.Parse(value));

        Assert.StartsWith(
            $"{folder.ConfigPath}: {message}",
            Assert.Throws<ModelException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("global_attn_every_n_layers", "2", "layer_types")]
    [InlineData("global_rope_theta", "99", "rope_parameters")]
    [InlineData("local_rope_theta", "99", "rope_parameters")]
    [InlineData("layer_types", """["full_attention", "full_attention", "sliding_attention", "full_attention"]""", null)]
    [InlineData("rope_parameters", """{"full_attention": {"rope_theta": 99}, "sliding_attention": null}""", null)]
    [InlineData("local_attention", "4", null)]
    [InlineData("norm_eps", "0.1", null)]
    [InlineData("hidden_activation", "\"relu\"", null)]
    [InlineData("classifier_activation", "\"relu\"", null)]
    [InlineData("classifier_pooling", "\"mean\"", null)]
    [InlineData("embedding_dropout", "0.5", null)]
    [InlineData("attention_dropout", "0.5", null)]
    [InlineData("mlp_dropout", "0.5", null)]
    [InlineData("classifier_dropout", "0.5", null)]
    [InlineData("num_attention_heads", "8", null)]
    public void Setting_IsHonoured(string key, string value, string? without) => Assert.NotEqual(
        Logits(null, null, without), Logits(key, value, without));

    [Theory]
    [InlineData("layer_types", "null")]
    [InlineData("rope_parameters", "null")]
    [InlineData("rope_parameters", "{}")]
    [InlineData("local_attention", "9")]
    [InlineData("max_position_embeddings", "16")]
    [InlineData("deterministic_flash_attn", "true")]
    [InlineData("sparse_prediction", "true")]
    [InlineData("reference_compile", "true")]
    [InlineData("repad_logits_with_grad", "true")]
    [InlineData("position_embedding_type", "\"absolute\"")]
    [InlineData("global_attn_every_n_layers", "2")]                         // layer_types goes before
    [InlineData("global_rope_theta", "99")]                                 // rope_parameters goes before
    public void Setting_ThatSaysTheSameOrNothing_ChangesNothing(string key, string value) =>
        Assert.Equal(Logits(null, null, without: null), Logits(key, value));

    [Fact]
    public void Setting_LocalThetaOfNull_IsThatOfTheWholeRow() => Assert.Equal(
        Logits("local_rope_theta", "160000", "rope_parameters"), Logits("local_rope_theta", "null", "rope_parameters"));

    [Fact]
    public void Forward_WindowsAlone_TokensBeyondTheirReachChangeNothing()
    {
        string types = string.Join(',', Enumerable.Repeat($"\"{Sliding}\"", 4));
        using var folder = Changed("base", ("layer_types", $"[{types}]"), ("local_attention", "2"));
        var encoder = AutoModel.FromPretrained(folder.Path);
        int[] ids = [.. Enumerable.Range(0, 200).Select(i => 5 + (i * 37 % 500))];
        float[] before = States(encoder, ids);
        ids[0] = 599;

        float[] after = States(encoder, ids);

        Assert.Equal(before[(5 * 32)..], after[(5 * 32)..]);                // four layers of one token each
        for (int token = 0; token < 5; token++)
            Assert.NotEqual(before[(token * 32)..((token + 1) * 32)], after[(token * 32)..((token + 1) * 32)]);
    }

    [Fact]
    public void Forward_TextLongerThanMaxPositions_IsRead_AsItIsInAnyBatch()
    {
        var encoder = AutoModel.FromPretrained(TinyModels.Folder("modernbert", "base"));
        int[] ids = [.. Enumerable.Range(0, 700).Select(i => 5 + (i * 37 % 500))];
        using var tape = encoder.Device.NewTape(training: false);
        var batch = new TokenBatch([.. ids[..3], .. ids], [0, 3, 703]);

        float[] together = encoder.Forward(tape, batch).LastHiddenState.ToArray();

        Assert.Equal(AttentionOperation.MaxRowTokens, encoder.MaxTokens);
        Assert.Equal(States(encoder, ids), together[(3 * 32)..]);
        Assert.Equal(States(encoder, ids[..3]), together[..(3 * 32)]);
    }

    [Theory]
    [InlineData(Full)]
    [InlineData(Sliding)]
    public void Forward_FirstTokensOnly_HasTheBitsOfTheFullPath_WhateverTheLastLayerSees(string last)
    {
        using var expected = new ExpectedModel("modernbert", "base");
        using var folder = Changed("base", ("layer_types", $"[\"{Full}\",\"{Sliding}\",\"{Full}\",\"{last}\"]"));
        var encoder = AutoModel.FromPretrained(folder.Path);
        using var tape = encoder.Device.NewTape(training: false);

        float[] all = tape.Pool(encoder.Forward(tape, expected.Batch).LastHiddenState, expected.Batch.Layout, Pooling.Cls).ToArray();

        Assert.Equal(all, encoder.Forward(tape, expected.Batch, EncoderOutputs.FirstTokensOnly).LastHiddenState.ToArray());
    }

    [Fact]
    public void HiddenState_OfEveryLayer_IsWhatForwardRecords()
    {
        using var expected = new ExpectedModel("modernbert", "base");
        var encoder = AutoModel.FromPretrained(expected.Folder);
        using var tape = encoder.Device.NewTape(training: false);
        var states = encoder.Forward(tape, expected.Batch, EncoderOutputs.HiddenStates).HiddenStates!;

        for (int layer = 0; layer <= 4; layer++)
        {
            using var other = encoder.Device.NewTape(training: false);
            Assert.Equal(states[layer].ToArray(), encoder.HiddenState(other, expected.Batch, layer).ToArray());
        }
    }

    [Fact]
    public void Forward_PoolingByMean_OfOneTokenIsTheFirst_AndOfMoreAnother()
    {
        using var folder = Changed(ModelHead.SequenceClassification, ("classifier_pooling", "\"mean\""));
        var mean = AutoModelForSequenceClassification.FromPretrained(folder.Path);
        var first = AutoModelForSequenceClassification.FromPretrained(TinyModels.Folder("modernbert", ModelHead.SequenceClassification));

        Assert.Equal(Logits(first, new TokenBatch([7], [0, 1])), Logits(mean, new TokenBatch([7], [0, 1])));
        Assert.NotEqual(Logits(first, new TokenBatch([7, 9], [0, 2])), Logits(mean, new TokenBatch([7, 9], [0, 2])));
    }

    [Fact]
    public void Architecture_FewerLayers_CutsTheirTypes()
    {
        var config = ModelConfig.Parse(
            Encoding.UTF8.GetBytes("""{"model_type": "modernbert", "num_hidden_layers": 3, "layer_types": ["a", "b", "c"]}"""), "c");

        var cut = Architecture.Find("modernbert")!.WithLayerCount(config, 2);

        Assert.Equal(2, cut.GetInt32("num_hidden_layers"));
        Assert.Equal("""["a","b"]""", cut.GetArray("layer_types")!.ToJsonString());
    }

    private static ModelFolderCopy Changed(string head, params (string Key, string Value)[] settings)
    {
        var folder = new ModelFolderCopy(TinyModels.Folder("modernbert", head));
        foreach (var (key, value) in settings) folder.SetConfig(key, JsonNode.Parse(value));
        return folder;
    }

    // Of a tape that trains, so that rates count.
    private static float[] Logits(string? key, string? value, string? without = null)
    {
        using var expected = new ExpectedModel("modernbert", ModelHead.SequenceClassification);
        using var folder = new ModelFolderCopy(expected.Folder);
        if (without is not null) folder.RemoveConfig(without);
        if (key is not null) folder.SetConfig(key, JsonNode.Parse(value!));
        return Logits(AutoModelForSequenceClassification.FromPretrained(folder.Path), expected.Batch);
    }

    private static float[] Logits(SequenceClassificationModel model, TokenBatch batch)
    {
        using var tape = model.Device.NewTape(training: true, new StepRandomness(1, 1, 0));
        return model.Forward(tape, batch).ToArray();
    }

    private static float[] States(EncoderModel encoder, int[] ids)
    {
        using var tape = encoder.Device.NewTape(training: false);
        return encoder.Forward(tape, new TokenBatch(ids, [0, ids.Length])).LastHiddenState.ToArray();
    }
}
