using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Models;

namespace Matiz.Server.Tests;

/// <summary>A copy of a tiny model whose files were changed; removed again at the end.</summary>
internal sealed class ModelFolder : IDisposable
{
    private ModelFolder(string original)
    {
        Path = Directory.CreateTempSubdirectory("matiz-model-").FullName;
        foreach (string file in Directory.EnumerateFiles(original))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The tiny classifier as a model of another problem type; of a regression with a head of its own.</summary>
    public static ModelFolder OfProblemType(string problemType)
    {
        if (problemType == ProblemType.Regression.Name) return Regression();
        var folder = new ModelFolder(TestServer.Classifier);
        string path = System.IO.Path.Combine(folder.Path, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config["problem_type"] = problemType;
        File.WriteAllText(path, config.ToJsonString());
        return folder;
    }

    private static ModelFolder Regression()
    {
        var folder = new ModelFolder(TestServer.Encoder);
        AutoModelForSequenceClassification.FromPretrained(TestServer.Encoder, new ClassLabel(["stars"])).Save(folder.Path);
        return folder;
    }

    /// <summary>The tiny classifier with a calibration.</summary>
    public static ModelFolder Calibrated(string calibration)
    {
        var folder = new ModelFolder(TestServer.Classifier);
        File.WriteAllText(System.IO.Path.Combine(folder.Path, "calibration.json"), calibration);
        return folder;
    }

    /// <summary>The tiny encoder as a sentence-transformers model: mean pooling, nothing else.</summary>
    public static ModelFolder Embeddings()
    {
        var folder = new ModelFolder(TestServer.Encoder);
        string pooling = System.IO.Path.Combine(folder.Path, "1_Pooling");
        Directory.CreateDirectory(pooling);
        File.WriteAllText(System.IO.Path.Combine(folder.Path, "modules.json"), """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
            """);
        File.WriteAllText(System.IO.Path.Combine(pooling, "config.json"), """
            {"word_embedding_dimension": 32, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true,
             "pooling_mode_max_tokens": false, "pooling_mode_mean_sqrt_len_tokens": false}
            """);
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
