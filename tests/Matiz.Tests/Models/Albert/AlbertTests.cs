using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models.Albert;

/// <summary>What ALBERT does otherwise than BERT: layers that share weights, and embeddings of another width.</summary>
public sealed class AlbertTests
{
    private const string Group = "encoder.albert_layer_groups.";

    [Fact]
    public void Limits_WithoutKeys_AreTheReferencesDefaults() => Assert.Equal(
        new EncoderLimits(30_000, 512, 2), Architecture.Find("albert")!.Limits(ModelConfig.Parse("{}"u8, "config.json")));

    [Fact]
    public void FromPretrained_TwoGroupsOfTheSameWeights_ComputeAsOneAndPartItsGradient()
    {
        using var expected = new ExpectedModel("albert", "base");
        using var folder = WithCopies(expected.Folder, $"{Group}0.", $"{Group}1.");
        folder.SetConfig("num_hidden_groups", 2);
        var one = Run(expected.Folder, expected, out var oneStates);

        var two = Run(folder.Path, expected, out var twoStates);

        Assert.Equal(oneStates, twoStates);
        Assert.Empty(two.LoadingNotes);
        Assert.Empty(two.ParametersOfLayer(0).Intersect(two.ParametersOfLayer(1)));
        for (int i = 0; i < one.ParametersOfLayer(0).Count; i++)
        {
            float[] first = two.ParametersOfLayer(0)[i].GradientToArray(), second = two.ParametersOfLayer(1)[i].GradientToArray();
            float[] sum = [.. first.Zip(second, (a, b) => a + b)];
            double tolerance = (1e-5 * sum.Max(MathF.Abs)) + 1e-8;
            Assert.All(
                sum.Zip(one.ParametersOfLayer(0)[i].GradientToArray()),
                pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance));
        }
    }

    [Fact]
    public void FromPretrained_TwoInnerLayers_AreOneStepOfTheHiddenStates()
    {
        using var expected = new ExpectedModel("albert", "base");
        using var folder = WithCopies(expected.Folder, "albert_layers.0.", "albert_layers.1.");
        folder.SetConfig("inner_group_num", 2);
        folder.SetConfig("num_hidden_layers", 1);

        var encoder = AutoModel.FromPretrained(folder.Path);

        Assert.Equal(1, encoder.LayerCount);
        Assert.Equal(2 * AutoModel.FromPretrained(expected.Folder).ParametersOfLayer(0).Count, encoder.ParametersOfLayer(0).Count);
        using var tape = encoder.Device.NewTape(training: false);
        var states = encoder.Forward(tape, expected.Batch, EncoderOutputs.HiddenStates).HiddenStates!;
        var differences = new Differences();
        differences.Add("hidden_states.0", expected.RealTokens("hidden_states.0"), states[0].ToArray(), 3e-5);
        differences.Add("hidden_states.2", expected.RealTokens("hidden_states.2"), states[1].ToArray(), 3e-5);
        differences.Add(
            "hidden state of layer 1", states[1].ToArray(), encoder.HiddenState(tape, expected.Batch, 1).ToArray(), 0);
        differences.AssertSmall();
        Assert.Equal(2, states.Count);
    }

    [Fact]
    public void FromPretrained_FewerGroupsThanTheWeights_Warns()
    {
        using var folder = WithCopies(TinyModels.Folder("albert", "base"), $"{Group}0.", $"{Group}1.");

        Assert.Equal(
            ["config.json has 1 layer ('num_hidden_groups'), the weights have 2: those above are not used. "
                + "Where that is not meant, correct config.json."],
            AutoModel.FromPretrained(folder.Path).LoadingWarnings);
    }

    [Fact]
    public void FromPretrained_MoreLayersThanAnyModel_AreRefused()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("albert", "base"));
        folder.SetConfig("num_hidden_layers", int.MaxValue);

        Assert.Equal(
            $"{folder.ConfigPath}: 'num_hidden_layers' × 'inner_group_num' is 2147483647 × 1 and 'num_hidden_groups' is 1, "
                + "expected at most 10000 layers. Correct the file, or fetch it again.",
            Assert.Throws<ModelException>(() => AutoModel.FromPretrained(folder.Path)).Message);
    }

    [Theory]
    [InlineData("position_embedding_type", "relative_key")]
    [InlineData("hidden_act", "laplace")]
    public void FromPretrained_SettingThatIsNotDone_IsRefusedByName(string key, string value)
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("albert", "base"));
        folder.SetConfig(key, value);

        Assert.Contains($"'{key}' is '{value}'", Assert.Throws<ModelException>(() => AutoModel.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Freeze_SomeOfTheLayersThatShareWeights_IsRefused()
    {
        var encoder = AutoModel.FromPretrained(TinyModels.Folder("albert", "base"));

        Assert.StartsWith(
            "layer 1 shares the weights of layer 0, which is to be frozen. Layers that share weights are frozen together: "
                + "name both, or for the whole stack '0-1'.",
            Assert.Throws<ArgumentException>(() => encoder.Freeze("embeddings,0")).Message, StringComparison.Ordinal);
        Assert.All(encoder.Parameters, parameter => Assert.True(parameter.Trainable));

        encoder.Freeze("embeddings,0-1");
        Assert.Equal(
            ["pooler.weight", "pooler.bias"],
            encoder.Parameters.Where(parameter => parameter.Trainable).Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData(12, 1, 5, 1)]
    [InlineData(12, 12, 5, 5)]
    [InlineData(12, 3, 8, 2)]
    [InlineData(4, 2, 2, 1)]
    public void WithLayerCount_KeepsTheGroupsOfTheFirstLayers(int layers, int groups, int kept, int keptGroups)
    {
        var cut = Architecture.Find("albert")!.WithLayerCount(Config(layers, groups), kept);

        Assert.Equal((kept, keptGroups), (cut.GetInt32("num_hidden_layers"), cut.GetInt32("num_hidden_groups")));
    }

    [Fact]
    public void WithLayerCount_GroupsOfDifferentLengths_AreRefused() => Assert.Equal(
        "the first 5 of 12 layers have weights in 2 groups of different lengths, which 'num_hidden_groups' cannot say. "
            + "Take a layer at the end of a group.",
        Assert.Throws<InvalidOperationException>(() => Architecture.Find("albert")!.WithLayerCount(Config(12, 3), 5)).Message);

    private static ModelConfig Config(int layers, int groups) => ModelConfig.Parse(
        System.Text.Encoding.UTF8.GetBytes($$"""{"num_hidden_layers": {{layers}}, "num_hidden_groups": {{groups}}}"""), "config.json");

    private static EncoderModel Run(string folder, ExpectedModel expected, out float[] states)
    {
        var encoder = AutoModel.FromPretrained(folder, new CpuDevice(threads: 1));
        using var tape = encoder.Device.NewTape(training: true);
        var hidden = encoder.Forward(tape, expected.Batch).LastHiddenState;
        states = hidden.ToArray();
        tape.Backward(hidden, states);
        return encoder;
    }

    // The folder with the weights of one part under another name as well.
    private static ModelFolderCopy WithCopies(string source, string part, string copy)
    {
        var folder = new ModelFolderCopy(source);
        using var file = SafetensorsFile.Open("copy", File.ReadAllBytes(folder.File("model.safetensors")));
        folder.RewriteWeights(
            name => name,
            [.. file.Tensors.Where(tensor => tensor.Name.Contains(part, StringComparison.Ordinal))
                .Select(tensor => TensorToWrite.From(tensor, tensor.Name.Replace(part, copy, StringComparison.Ordinal)))]);
        return folder;
    }
}
