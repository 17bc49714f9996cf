using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>
/// Writes run folders as training leaves them, without training: any number of classes, rows and odd texts, the same in every run. The
/// model is right in most rows and mistakes a class for the one before it else.
/// </summary>
public sealed record SampleRun
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Words =
        [
            "the", "day", "was", "long", "and", "we", "found", "a", "quiet", "place", "near", "water", "so", "much", "better", "than",
            "before", "again",
        ];

    /// <summary>The class names; empty for regression.</summary>
    public IReadOnlyList<string> Labels { get; init; } = ["anger", "fear", "joy", "love", "sadness", "surprise"];

    /// <summary><c>single_label_classification</c>, <c>multi_label_classification</c> or <c>regression</c>.</summary>
    public string ProblemType { get; init; } = "single_label_classification";

    /// <summary>Rows of validation, and as many of test.</summary>
    public int Rows { get; init; } = 200;

    /// <summary>Whether there is a validation split.</summary>
    public bool HasValidation { get; init; } = true;

    /// <summary>Whether there is a test split.</summary>
    public bool HasTest { get; init; } = true;

    /// <summary>The share of rows that are predicted right.</summary>
    public double Accuracy { get; init; } = 0.85;

    /// <summary>Texts that some rows have in place of made-up ones.</summary>
    public IReadOnlyList<string> OddTexts { get; init; } = [];

    /// <summary>The words of a made-up text, at most.</summary>
    public int MostWords { get; init; } = 40;

    /// <summary>The file that rows came from, without the split.</summary>
    public string FilePrefix { get; init; } = "data/";

    /// <summary>Whether <c>baselines.json</c> and <c>umap.safetensors</c> are written.</summary>
    public bool HasBaselines { get; init; } = true;

    private bool IsRegression => ProblemType is "regression";

    private bool HasSeveral => ProblemType is "multi_label_classification";

    private string[] Splits => [.. HasValidation ? (string[])["validation"] : [], .. HasTest ? (string[])["test"] : []];

    /// <summary>Writes the folder, made if absent.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(5);
        var results = new JsonObject
        {
            ["epoch"] = 3,
            ["total_steps"] = 120,
            ["train_runtime"] = 48.5,
            ["train_loss"] = 0.4,
            ["train_tokens_per_second"] = 3210.5,
            ["peak_memory_bytes"] = 612_345_678,
        };
        var lines = new StringBuilder();
        foreach (string split in Splits)
        {
            for (int i = 0; i < Rows; i++) lines.Append(Row(split, i, random).ToJsonString(Relaxed)).Append('\n');
            string prefix = split is "validation" ? "eval" : split;
            results[prefix + "_loss"] = 0.5;
            if (!IsRegression && !HasSeveral) results[prefix + "_dummy_accuracy"] = 0.25;
        }

        File.WriteAllText(Path.Combine(folder, "predictions.jsonl"), lines.ToString());
        Save(folder, "all_results.json", results);
        Save(folder, "dataset_info.json", DatasetInfo());
        Save(folder, "training_args.json", Settings());
        Save(folder, "trainer_state.json", new JsonObject { ["log_history"] = History() });
        Save(folder, "config.json", Config());
        if (!HasBaselines || IsRegression) return;
        Save(folder, "baselines.json", Baselines());
        WriteMap(Path.Combine(folder, "umap.safetensors"), random);
    }

    private JsonObject Row(string split, int i, Random random)
    {
        bool isRight = random.NextDouble() < Accuracy;
        double doubt = 0.02 + (0.5 * random.NextDouble());
        string text = i % 7 == 3 && OddTexts.Count > 0 ? OddTexts[i / 7 % OddTexts.Count] : Text(random);
        var row = new JsonObject
        {
            ["split"] = split,
            ["file"] = $"{FilePrefix}{split}.csv",
            ["line"] = i + 2,
            ["id"] = null,
            ["text"] = text,
            ["text_pair"] = i % 50 == 9 ? "a second text" : null,
        };
        if (IsRegression) AddNumber(row, random);
        else if (HasSeveral) AddSeveral(row, i, isRight, doubt);
        else AddClass(row, i, isRight, doubt);
        row["token_count"] = Math.Min(128, 2 + text.Count(c => c == ' '));
        row["dropped_tokens"] = i % 40 == 5 ? 3 : 0;
        return row;
    }

    private static void AddNumber(JsonObject row, Random random)
    {
        float truth = (float)Math.Round(random.NextDouble() * 10, 2), value = truth + (float)(random.NextDouble() - 0.5);
        row["label"] = truth;
        row["predicted"] = value;
        row["loss"] = (value - truth) * (value - truth);
        row["scores"] = null;
        row["logits"] = new JsonArray(value);
    }

    private void AddClass(JsonObject row, int i, bool isRight, double doubt)
    {
        int truth = i * 13 % Labels.Count, predicted = isRight ? truth : (truth + Labels.Count - 1) % Labels.Count;
        var logits = new double[Labels.Count];
        Array.Fill(logits, Math.Log(doubt / Math.Max(1, Labels.Count - 1)));
        logits[predicted] = Math.Log(1 - doubt);
        double sum = logits.Sum(Math.Exp);
        float[] scores = [.. logits.Select(logit => (float)(Math.Exp(logit) / sum))];
        row["label"] = Labels[truth];
        row["predicted"] = Labels[Array.IndexOf(scores, scores.Max())];
        row["loss"] = -Math.Log(scores[truth]);
        row["scores"] = new JsonObject(scores.Select((score, k) => KeyValuePair.Create(Labels[k], (JsonNode?)score)));
        row["logits"] = new JsonArray([.. logits.Select(logit => (JsonNode)(float)logit)]);
    }

    private void AddSeveral(JsonObject row, int i, bool isRight, double doubt)
    {
        var truth = Enumerable.Range(0, Labels.Count).Where(k => (i + k) % 3 == 0 && i % 5 > 0).ToList();
        bool IsGiven(int k) => truth.Contains(k) != (!isRight && k == i % Labels.Count);
        float[] scores = [.. Labels.Select((_, k) => (float)(IsGiven(k) ? 1 - (doubt / 1.1) : doubt / 1.1))];
        row["label"] = new JsonArray([.. truth.Select(k => (JsonNode)Labels[k])]);
        row["predicted"] = new JsonArray(
            [.. Enumerable.Range(0, Labels.Count).Where(k => scores[k] > 0.5f).Select(k => (JsonNode)Labels[k])]);
        row["loss"] = (float)scores.Select((score, k) => -Math.Log(truth.Contains(k) ? score : 1 - score)).Average();
        row["scores"] = new JsonObject(scores.Select((score, k) => KeyValuePair.Create(Labels[k], (JsonNode?)score)));
        row["logits"] = new JsonArray([.. scores.Select(score => (JsonNode)(float)Math.Log(score / (1 - score)))]);
    }

    private string Text(Random random) =>
        string.Join(' ', Enumerable.Range(0, 4 + random.Next(MostWords)).Select(_ => Words[random.Next(Words.Length)]));

    private JsonObject DatasetInfo()
    {
        var splits = new JsonObject();
        var files = new JsonArray();
        foreach (string split in (string[])["train", .. Splits])
        {
            int rows = split is "train" ? Rows * 3 : Rows;
            splits[split] = new JsonObject
            {
                ["rows"] = rows,
                ["labels"] = IsRegression ? null : new JsonObject(
                    Labels.Select((name, k) => KeyValuePair.Create(name, (JsonNode?)(rows / (k + 2))))),
                ["duplicates"] = split is "train" ? 4 : 0,
                ["empty_texts"] = 0,
                ["control_character_texts"] = 0,
                ["token_lengths"] = new JsonObject
                {
                    ["min"] = 5,
                    ["mean"] = 17.5,
                    ["median"] = 17,
                    ["p95"] = 30,
                    ["max"] = 44,
                    ["histogram"] = new JsonObject { ["first"] = 5, ["width"] = 5, ["rows"] = new JsonArray(40, 90, 120, 60, 20, 9, 4, 1) },
                },
                ["cut_texts"] = Math.Min(2, rows),
                ["share_cut"] = Math.Min(2, rows) / (double)Math.Max(1, rows),
            };
            files.Add(new JsonObject
            {
                ["split"] = split,
                ["path"] = $"{FilePrefix}{split}.csv",
                ["format"] = "csv",
                ["sha256"] = new string('a', 64),
                ["rows"] = rows,
                ["column_names"] = new JsonArray("text", "label"),
                ["columns"] = null,
            });
        }

        return new JsonObject
        {
            ["problem_type"] = ProblemType,
            ["label_names"] = IsRegression ? null : Names(),
            ["splits"] = splits,
            ["files"] = files,
            ["validation_split"] = null,
            ["overlaps"] =
                HasTest ? new JsonArray(new JsonObject { ["first"] = "train", ["second"] = "test", ["rows"] = 3 }) : new JsonArray(),
        };
    }

    private JsonArray Names() => new([.. Labels.Select(name => (JsonNode)name)]);

    private JsonObject Settings() => new()
    {
        ["model_name_or_path"] = "all-MiniLM-L6-v2",
        ["learning_rate"] = 1e-4,
        ["num_train_epochs"] = 3,
        ["seed"] = 42,
        ["load_best_model_at_end"] = true,
        ["metric_for_best_model"] = IsRegression ? "loss" : "f1",
        ["matiz_version"] = "0.1.0",
        ["threads"] = 2,
        ["kernel_variant"] = "avx512",
        ["effective_max_length"] = 48,
        ["per_device_train_batch_size"] = 32,
        ["max_length"] = 48,
    };

    private JsonArray History()
    {
        var history = new JsonArray();
        for (int step = 1; step <= 120; step++)
        {
            history.Add(new JsonObject
            {
                ["step"] = step,
                ["epoch"] = step / 40.0,
                ["loss"] = 0.3 + (1.4 / (1 + (step / 20.0))) + (step % 7 * 0.02),
                ["learning_rate"] = 1e-4,
                ["grad_norm"] = 1.0,
            });
            if (step % 40 != 0) continue;
            double score = 0.6 + (step / 600.0);
            history.Add(new JsonObject
            {
                ["step"] = step,
                ["epoch"] = step / 40.0,
                ["eval_loss"] = 0.9 - (step / 300.0),
                ["eval_accuracy"] = score,
                ["eval_f1"] = score,
                ["eval_f1_weighted"] = score,
                ["eval_f1_macro"] = score - 0.1,
                ["eval_f1_micro"] = score,
                ["eval_subset_accuracy"] = score - 0.2,
                ["eval_pearson"] = score,
                ["eval_spearman"] = score,
                ["eval_r2"] = score,
            });
        }

        return history;
    }

    private JsonObject Config() => new()
    {
        ["architectures"] = new JsonArray("BertForSequenceClassification"),
        ["model_type"] = "bert",
        ["problem_type"] = ProblemType,
        ["id2label"] = new JsonObject((IsRegression ? ["LABEL_0"] : Labels)
            .Select((name, k) => KeyValuePair.Create(k.ToString(CultureInfo.InvariantCulture), (JsonNode?)name))),
    };

    private JsonObject Baselines()
    {
        var (dummy, features) = (new JsonObject(), new JsonObject { ["pooling"] = "cls", ["layer"] = null });
        foreach (string prefix in (string[])["eval", "test"])
        {
            foreach (string name in (string[])["accuracy", "f1_weighted", "f1_macro", "f1_micro", "log_loss"])
            {
                dummy[$"{prefix}_{name}"] = 0.25;
                features[$"{prefix}_{name}"] = 0.625;
            }
        }

        return new JsonObject { ["dummy"] = dummy, ["features"] = features };
    }

    private void WriteMap(string path, Random random)
    {
        int rows = Rows * 3;
        var header = new JsonObject
        {
            ["__metadata__"] = new JsonObject
            {
                ["split"] = "train",
                ["pooling"] = "cls",
                ["metric"] = "cosine",
                ["n_neighbors"] = "15",
                ["min_dist"] = "0.1",
                ["seed"] = "42",
                ["trustworthiness_15"] = "0.738",
                ["trustworthiness_5"] = "0.787",
                ["trustworthiness_rows"] = rows.ToString(CultureInfo.InvariantCulture),
            },
            ["embedding"] =
                new JsonObject { ["dtype"] = "F32", ["shape"] = new JsonArray(rows, 2), ["data_offsets"] = new JsonArray(0, 8 * rows) },
            ["label"] = new JsonObject
            {
                ["dtype"] = "I32",
                ["shape"] = new JsonArray(rows),
                ["data_offsets"] = new JsonArray(8 * rows, 12 * rows),
            },
        };
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        var bytes = new byte[8 + json.Length + (12 * rows)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        for (int row = 0; row < rows; row++)
        {
            int label = row % Labels.Count;
            var values = bytes.AsSpan(8 + json.Length);
            BinaryPrimitives.WriteSingleLittleEndian(values[(8 * row)..], (float)((label % 9) + (random.NextDouble() * 3)));
            BinaryPrimitives.WriteSingleLittleEndian(values[((8 * row) + 4)..], (float)((label / 9) - (random.NextDouble() * 2)));
            BinaryPrimitives.WriteInt32LittleEndian(values[((8 * rows) + (4 * row))..], label);
        }

        File.WriteAllBytes(path, bytes);
    }

    private static void Save(string folder, string name, JsonObject json) =>
        File.WriteAllText(Path.Combine(folder, name), json.ToJsonString(Relaxed) + "\n");
}
