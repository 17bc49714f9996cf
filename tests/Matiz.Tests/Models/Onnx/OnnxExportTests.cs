using Matiz.Files;
using Matiz.Models;
using Matiz.Models.Onnx;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tests.Weights;
using Matiz.Weights;
using Microsoft.ML.OnnxRuntime;

namespace Matiz.Tests.Models.Onnx;

/// <summary>Graphs that are written here, run by ONNX Runtime.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    public static TheoryData<string, string> Models
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string name in TinyModels.Names)
            {
                data.Add(name, "base");
                data.Add(name, "sequence-classification");
            }

            return data;
        }
    }

    [Fact]
    public void Architecture_EveryOneOfTheLibrary_HasAGraph() => Assert.All(
        Architecture.All.Where(architecture => TinyModels.Names.Contains(architecture.ModelType)),
        architecture => Assert.NotNull(architecture.Onnx?.Invoke()));

    [Theory]
    [MemberData(nameof(Models))]
    public void Write_RunByOnnxRuntime_GivesOurNumbers(string name, string head)
    {
        using var expected = new ExpectedModel(name, head);
        var files = ModelFiles.InFolder(expected.Folder);
        string path = Path.Combine(_folder, "model.onnx");
        Assert.Equal([head == "base" ? "last_hidden_state" : "logits"], OnnxExport.Write(path, files).Outputs);
        using var session = new InferenceSession(path);
        bool hasTypes = session.InputNames.Contains("token_type_ids");
        foreach (int[] rows in OnnxRun.Shapes) OnnxRun.AssertEqual(files, session, OnnxRun.Rows(expected.Batch, rows, hasTypes));
    }

    [Fact]
    public void Write_FolderWithoutATokenizer_IsAGraphAllTheSame()
    {
        string path = Path.Combine(_folder, "model.onnx");
        var files = ModelFiles.InFolder(SharedFiles.Golden("formats/checkpoints/keras-distilbert"));
        Assert.Equal(["logits"], OnnxExport.Write(path, files).Outputs);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Write_ReadBack_HasEveryWeight(string name, string head)
    {
        string folder = TinyModels.Folder(name, head);
        string path = Path.Combine(_folder, "model.onnx");
        OnnxExport.Write(path, ModelFiles.InFolder(folder));
        using var original = WeightFiles.Open(folder);
        using var found = WeightFiles.Open(path);
        foreach (string weight in found.Names)
        {
            Assert.True(original.TryGet(weight, out var entry), weight);
            Assert.True(original.ReadBytes(entry.Name).SequenceEqual(found.ReadBytes(weight)), weight);
        }

        // The pooler of an encoder is no part of its hidden states.
        var missing = original.Names.Except(found.Names, StringComparer.Ordinal);
        Assert.DoesNotContain(missing, weight => !weight.StartsWith("pooler.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pooling_mode_mean_tokens", Pooling.Mean, false)]
    [InlineData("pooling_mode_cls_token", Pooling.Cls, true)]
    [InlineData("pooling_mode_max_tokens", Pooling.Max, true)]
    public void Write_SentenceTransformers_HasItsFeatures(string mode, Pooling pooling, bool isNormalized)
    {
        using var expected = new ExpectedModel("bert", "base");
        foreach (string file in Directory.EnumerateFiles(expected.Folder))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        string normalize = isNormalized ? ", {\"idx\": 2, \"name\": \"2\", \"path\": \"2_Normalize\", \"type\": \"x.Normalize\"}" : "";
        File.WriteAllText(
            Path.Combine(_folder, "modules.json"),
            "[{\"idx\": 0, \"name\": \"0\", \"path\": \"\", \"type\": \"x.Transformer\"}, "
            + "{\"idx\": 1, \"name\": \"1\", \"path\": \"1_Pooling\", \"type\": \"x.Pooling\"}" + normalize + "]");
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(
            Path.Combine(_folder, "1_Pooling", "config.json"), $$"""{"word_embedding_dimension": 32, "{{mode}}": true}""");
        string path = Path.Combine(_folder, "model.onnx");
        var files = ModelFiles.InFolder(_folder);
        Assert.Equal(["last_hidden_state", "sentence_embedding"], OnnxExport.Write(path, files).Outputs);
        using var session = new InferenceSession(path);
        var encoder = AutoModel.FromPretrained(files);
        foreach (int[] rows in OnnxRun.Shapes)
        {
            var batch = OnnxRun.Rows(expected.Batch, rows, session.InputNames.Contains("token_type_ids"));
            using var tape = encoder.Device.NewTape(training: false);
            float[] features = encoder.Features(tape, batch, pooling).ToArray();
            if (isNormalized) Normalize(features, 32);
            OnnxRun.AssertNear(features, OnnxRun.Run(session, batch, "sentence_embedding"));
        }
    }

    [Fact]
    public void Write_ManyWeights_LieBesideTheModel()
    {
        using var expected = new ExpectedModel("distilbert", "sequence-classification");
        var files = ModelFiles.InFolder(expected.Folder);
        string path = Path.Combine(_folder, "model.onnx");
        OnnxExport.Write(path, files, mostBytesInside: 1000);
        Assert.True(new FileInfo(path).Length < 40_000);
        using var session = new InferenceSession(path);
        OnnxRun.AssertEqual(files, session, OnnxRun.Rows(expected.Batch, OnnxRun.Shapes[1], hasTypes: false));
        using var original = WeightFiles.Open(expected.Folder);
        using var found = WeightFiles.Open(path);
        OtherFrameworks.AssertEqual(original, found);
    }

    [Fact]
    public void Write_HeadWithoutAGraph_IsRefusedByName()
    {
        string folder = TinyModels.Folder("distilbert", "question-answering");
        Assert.Equal(
            $"{folder}/config.json: 'architectures' is DistilBertForQuestionAnswering, whose head has no graph here. "
            + "The class of a text or an encoder alone was expected. Convert the model to safetensors or pytorch.",
            Assert.Throws<ModelException>(() => OnnxExport.Write(Path.Combine(_folder, "x.onnx"), ModelFiles.InFolder(folder))).Message);
    }

    [Fact]
    public void Write_WhatNoOutputDependsOn_IsSaidAndNotCounted()
    {
        string folder = TinyModels.Folder("albert", "masked-lm");
        var content = OnnxExport.Write(Path.Combine(_folder, "x.onnx"), ModelFiles.InFolder(folder));
        using var found = WeightFiles.Open(Path.Combine(_folder, "x.onnx"));
        Assert.Equal(found.Names.Count, content.Weights);
        Assert.Equal(
            [
                "predictions.LayerNorm.bias, predictions.LayerNorm.weight, predictions.bias, predictions.dense.bias, "
                + "predictions.dense.weight: not used, this model has no place for them.",
            ],
            content.Notes);

        var encoder = OnnxExport.Write(Path.Combine(_folder, "y.onnx"), ModelFiles.InFolder(TinyModels.Folder("bert", "base")));
        Assert.Equal(
            [
                "pooler.dense.weight: left out, the outputs of the graph (last_hidden_state) do not depend on it.",
                "pooler.dense.bias: left out, the outputs of the graph (last_hidden_state) do not depend on it.",
            ],
            encoder.Notes);
    }

    [Theory]
    [InlineData("distilbert")]
    [InlineData("roberta")]
    public void Write_LeftForOthersToOpen(string name)
    {
        string folder = Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "interop", "onnx-" + name);
        Directory.CreateDirectory(folder);
        OnnxExport.Write(Path.Combine(folder, "model.onnx"), ModelFiles.InFolder(TinyModels.Folder(name, "sequence-classification")));
        Assert.True(File.Exists(Path.Combine(folder, "model.onnx")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Normalize(float[] vectors, int columns)
    {
        foreach (var vector in vectors.Chunk(columns).Index())
        {
            float length = MathF.Sqrt(vector.Item.Sum(value => value * value));
            for (int i = 0; i < columns; i++) vectors[(vector.Index * columns) + i] /= length;
        }
    }
}
