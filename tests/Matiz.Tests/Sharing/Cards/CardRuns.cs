using System.Text.Json.Nodes;
using Matiz.Models.SentenceTransformers;
using Matiz.Runs;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Tests.Sharing.Cards;

/// <summary>Run folders for cards: written as training leaves them, with every metric that their rows give.</summary>
internal static class CardRuns
{
    public static string Write(TemporaryFolder folder, SampleRun run, string name = "emotion")
    {
        string path = folder[name];
        run.Write(path);
        AddMetrics(path);
        return path;
    }

    /// <summary>Turns the run into one of the way without fine-tuning, with its model.</summary>
    public static void MakePooled(string path)
    {
        Change(path, "training_args.json", settings =>
        {
            foreach (string key in (string[])["learning_rate", "num_train_epochs", "per_device_train_batch_size"]) settings.Remove(key);
            settings["command"] = "features";
            settings["pooling"] = "mean";
            settings["C"] = 1.0;
            settings["max_iter"] = 3000;
        });
        Change(path, "all_results.json", results =>
        {
            foreach (string key in (string[])["epoch", "total_steps", "train_loss"]) results.Remove(key);
        });
        File.Delete(Path.Combine(path, "trainer_state.json"));
        File.WriteAllText(Path.Combine(path, ModuleList.FileName), ModuleList.ToJson(PooledHead.Modules));
        Directory.CreateDirectory(Path.Combine(path, "2_Dense"));
        int labels = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "config.json")))!["id2label"]!.AsObject().Count;
        File.WriteAllText(
            Path.Combine(path, "2_Dense", "config.json"),
            $$"""
            {"in_features": 32, "out_features": {{labels}}, "bias": true, "activation_function": "torch.nn.modules.linear.Identity"}
            """);
    }

    public static void Change(string path, string file, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(path, file)))!.AsObject();
        change(json);
        File.WriteAllText(Path.Combine(path, file), json.ToJsonString());
    }

    private static void AddMetrics(string path)
    {
        var run = RunRecord.Load(path);
        Change(path, "all_results.json", results =>
        {
            foreach (var rows in run.ReadPredictions().GroupBy(row => row.Source.Split, StringComparer.Ordinal))
            {
                var metrics = new PredictionMetrics([.. rows], run.Labels, run.ProblemType);
                double[] values = metrics.Compute([.. Enumerable.Range(0, rows.Count())]);
                foreach (var (name, value) in metrics.Names.Zip(values))
                    results[$"{MeasuredSplits.PrefixOf(rows.Key)}_{name}"] = double.IsFinite(value) ? value : null;
            }
        });
    }
}
