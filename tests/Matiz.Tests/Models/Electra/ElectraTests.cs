using Matiz.Formats.Arrays;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models.Electra;

/// <summary>What ELECTRA reads otherwise than BERT: embeddings of another width.</summary>
public sealed class ElectraTests
{
    [Fact]
    public void FromPretrained_EmbeddingsOfTheHiddenWidth_HaveNoProjection()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("electra", "base"));
        folder.SetConfig("embedding_size", 32);
        folder.RewriteWeights(
            name => name.StartsWith("embeddings", StringComparison.Ordinal) ? null : name,
            Zeros("word_embeddings.weight", 600, 32), Zeros("position_embeddings.weight", 66, 32),
            Zeros("token_type_embeddings.weight", 2, 32), Zeros("LayerNorm.weight", 32), Zeros("LayerNorm.bias", 32));

        var encoder = AutoModel.FromPretrained(folder.Path);

        Assert.Empty(encoder.LoadingNotes);
        Assert.DoesNotContain(encoder.Parameters, parameter => parameter.Name.Contains("project", StringComparison.Ordinal));
    }

    [Fact]
    public void FromPretrained_Discriminator_OpensAsEncoderWithoutItsHead()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("electra", "base"));
        folder.RewriteWeights(
            name => "electra." + name, TensorToWrite.From<float>("discriminator_predictions.dense.bias", [32], new float[32]));

        Assert.Equal(
            ["discriminator_predictions.dense.bias: not used, this model has no place for it."],
            AutoModel.FromPretrained(folder.Path).LoadingNotes);
    }

    [Fact]
    public void Freeze_Embeddings_FreezesTheirProjectionToo()
    {
        var encoder = AutoModel.FromPretrained(TinyModels.Folder("electra", "base"));

        encoder.Freeze("embeddings");

        Assert.Contains("embeddings_project.weight", encoder.Parameters.Where(parameter => !parameter.Trainable).Select(p => p.Name));
        Assert.All(encoder.ParametersOfLayer(0), parameter => Assert.True(parameter.Trainable));
    }

    [Fact]
    public void HiddenState_OfTheEmbeddings_HasTheWidthOfTheLayers()
    {
        using var expected = new ExpectedModel("electra", "base");
        var encoder = AutoModel.FromPretrained(expected.Folder);
        using var tape = encoder.Device.NewTape(training: false);

        Assert.Equal(32, encoder.HiddenState(tape, expected.Batch, 0).Columns);
        Assert.Equal(32, encoder.Features(tape, expected.Batch, Pooling.Mean, layer: 0).Columns);
    }

    private static TensorToWrite Zeros(string name, params long[] shape) =>
        TensorToWrite.From<float>("embeddings." + name, shape, new float[shape.Aggregate(1L, (product, size) => product * size)]);
}
