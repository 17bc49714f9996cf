using Matiz.Files;
using Matiz.Models;
using Matiz.Models.Onnx;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tests.Weights;
using Matiz.Weights;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Matiz.Tests.Models.Onnx;

/// <summary>Graphs that are written here, run by ONNX Runtime.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private const float Tolerance = 1e-5f;

    // The rows of the golden batch that a batch has, each several lengths.
    private static readonly int[][] Shapes = [[0], [1, 3, 2], [5, 4, 3, 2, 1, 0]];

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    public static TheoryData<string, string> Models
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string name in TinyModels.Names.Where(HasGraph))
            {
                data.Add(name, "base");
                data.Add(name, "sequence-classification");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Write_RunByOnnxRuntime_GivesOurNumbers(string name, string head)
    {
        using var expected = new ExpectedModel(name, head);
        var files = ModelFiles.InFolder(expected.Folder);
        string path = Path.Combine(_folder, "model.onnx");
        Assert.Equal([head == "base" ? "last_hidden_state" : "logits"], OnnxExport.Write(path, files));
        using var session = new InferenceSession(path);
        bool hasTypes = session.InputNames.Contains("token_type_ids");
        foreach (int[] rows in Shapes) AssertEqual(files, session, Rows(expected.Batch, rows, hasTypes));
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
        Assert.Empty(missing.Where(weight => !weight.StartsWith("pooler.", StringComparison.Ordinal)));
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
        Assert.Equal(["last_hidden_state", "sentence_embedding"], OnnxExport.Write(path, files));
        using var session = new InferenceSession(path);
        var encoder = AutoModel.FromPretrained(files);
        foreach (int[] rows in Shapes)
        {
            var batch = Rows(expected.Batch, rows, session.InputNames.Contains("token_type_ids"));
            using var tape = encoder.Device.NewTape(training: false);
            float[] features = encoder.Features(tape, batch, pooling).ToArray();
            if (isNormalized) Normalize(features, 32);
            AssertNear(features, Run(session, batch, "sentence_embedding"));
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
        AssertEqual(files, session, Rows(expected.Batch, Shapes[1], hasTypes: false));
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

    private static bool HasGraph(string name) => Architecture.Find(name.Split("-relu")[0].Split("-gelu")[0])?.Onnx is not null;

    private static void AssertEqual(ModelFiles files, InferenceSession session, TokenBatch batch)
    {
        string output = session.OutputNames[0];
        if (output == "logits")
        {
            var classifier = AutoModelForSequenceClassification.FromPretrained(files);
            using var tape = classifier.Device.NewTape(training: false);
            AssertNear(classifier.Forward(tape, batch).ToArray(), Run(session, batch, output));
        }
        else
        {
            var encoder = AutoModel.FromPretrained(files);
            using var tape = encoder.Device.NewTape(training: false);
            AssertNear(encoder.Forward(tape, batch).LastHiddenState.ToArray(), RealTokens(batch, Run(session, batch, output)));
        }
    }

    private static float[] Run(InferenceSession session, TokenBatch batch, string output)
    {
        int padding = 1;
        var padded = batch.ToPadded(padding);
        int[] shape = [padded.RowCount, padded.Width];
        List<NamedOnnxValue> inputs = [Feed("input_ids", padded.Ids), Feed("attention_mask", padded.AttentionMask)];
        if (session.InputNames.Contains("token_type_ids")) inputs.Add(Feed("token_type_ids", padded.TypeIds));
        using var results = session.Run(inputs, [output]);
        return results[0].AsTensor<float>().ToArray();

        NamedOnnxValue Feed(string name, int[] values) =>
            NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(Array.ConvertAll(values, value => (long)value), shape));
    }

    private static float[] RealTokens(TokenBatch batch, float[] padded)
    {
        int[] offsets = batch.Layout.Offsets.ToArray();
        int width = batch.Layout.MaxLength, columns = padded.Length / (batch.RowCount * width);
        return [.. Enumerable.Range(0, batch.RowCount).SelectMany(
            row => padded.Skip(row * width * columns).Take((offsets[row + 1] - offsets[row]) * columns))];
    }

    private static TokenBatch Rows(TokenBatch all, int[] rows, bool hasTypes)
    {
        var ids = new List<int>();
        var offsets = new List<int> { 0 };
        foreach (int row in rows)
        {
            ids.AddRange(all.Ids[all.Layout.Offsets[row]..all.Layout.Offsets[row + 1]]);
            offsets.Add(ids.Count);
        }

        int[]? types = hasTypes ? [.. ids.Select((_, token) => token % 3 == 0 ? 1 : 0)] : null;
        return new TokenBatch([.. ids], [.. offsets], types);
    }

    private static void Normalize(float[] vectors, int columns)
    {
        foreach (var vector in vectors.Chunk(columns).Index())
        {
            float length = MathF.Sqrt(vector.Item.Sum(value => value * value));
            for (int i = 0; i < columns; i++) vectors[(vector.Index * columns) + i] /= length;
        }
    }

    private static void AssertNear(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        float worst = expected.Zip(found, (a, b) => MathF.Abs(a - b) / MathF.Max(1, MathF.Abs(a))).Max();
        Assert.True(worst <= Tolerance, $"the largest difference is {worst}");
    }
}
